"""What these tests share."""

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SITE = "https://campaigns.example.org"
PETITION = f"{SITE}/petitions/safe-haven/"
CAMPAIGN = f"{SITE}/campaigns/refugees-welcome/"
CARD = f"{SITE}/embed/petitions/safe-haven/"


def picture(folder, *, width=400, height=200):
    path = folder / "lead.png"
    Image.new("RGB", (width, height)).save(path)
    return SimpleUploadedFile("lead.png", path.read_bytes())
