"""What editors and administrators do with the catalogue: rename, split, retire, settle, and the
catalogue's half of merging. Each verb is one transaction and touches what it changes."""
