"""Programs of others that our adapters are tried against, installed where Node is there (`package-lock.json`)."""
