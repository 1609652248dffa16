"""Small mistakes made on purpose in what guards a promise: is there a test that fails for each?"""
