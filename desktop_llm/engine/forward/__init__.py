"""A forward pass of our own for the usual families of decoders: static keys and values, fused products, few calls.

`structure` says what a model consists of, `product` multiplies by weights in 32, 16, 8 or 4 bit, `network` computes,
`keys_values` keeps what was read. What `structure` does not know is left to transformers.
"""
