"""Tables to the ledger (台账): what personal information is found, as blind tokens."""
