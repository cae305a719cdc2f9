"""What pages are made of (html, Office, PDF, RTF): their marks, lines and tables, and the text that they show."""
