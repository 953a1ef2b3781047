import ArgumentParser
import Imaging

extension ResizeMode: ExpressibleByArgument {}
