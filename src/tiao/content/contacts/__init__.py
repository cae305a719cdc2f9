"""What address books and calendars are made of: content lines (RFC 5545, RFC 6350) and the rows they give."""
