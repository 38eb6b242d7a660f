module example.io/house

go 1.24

require example.io/glass v1.0.0
