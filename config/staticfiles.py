"""Hashed, compressed static files whose modules import each other by hashed name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, rewriting `import` paths in ES modules too."""

    support_js_module_import_aggregation = True
