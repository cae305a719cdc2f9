"""Photos (照片): text found and read by models on disk, fields by where they stand, faces counted and never identified.

Nothing here reaches for the network: the models come with the package ``rapidocr`` and are loaded from its folder.
"""
