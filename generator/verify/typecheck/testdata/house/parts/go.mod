module example.io/parts

go 1.24
