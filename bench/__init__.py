"""What the site can do on this machine, as ratios measured side by side in one run."""
