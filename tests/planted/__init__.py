"""Small mistakes planted in the product and switched on one at a time: do the tests notice them?"""
