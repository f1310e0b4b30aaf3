a = path.module
