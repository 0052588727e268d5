"""The ledger of returns: every version of every form received, and which one is in force."""
