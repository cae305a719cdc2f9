"""What archives and compressed files are made of: directories, ways of compressing, locks (zip, 7z, gz, xz, zst)."""
