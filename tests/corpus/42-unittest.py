import unittest


def double(x):
    return 2 * x


class DoubleTest(unittest.TestCase):
    def setUp(self):
        self.value = 2

    def test_two(self):
        self.assertEqual(double(self.value), 4)

    def test_text(self):
        with self.assertRaises(TypeError):
            double(None)

    @unittest.skip("not yet")
    def test_many(self):
        self.fail()


if __name__ == "__main__":
    unittest.main(argv=["test"], exit=False)
