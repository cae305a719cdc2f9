"""What database files are made of: pages and records of SQLite and dBASE, values of BSON, columns of Arrow."""
