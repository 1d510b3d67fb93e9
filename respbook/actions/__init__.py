"""What is done. One function = one transaction = one audited deed."""
