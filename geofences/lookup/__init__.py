"""The public look-up over published zones."""
