"""What pages and other readers ask of models, challenges and responses. It computes no fit."""
