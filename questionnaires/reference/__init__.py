"""Reference results of expressions, and how our two evaluators are held against them."""
