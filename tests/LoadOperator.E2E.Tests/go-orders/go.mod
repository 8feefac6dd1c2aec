module go-orders

go 1.19
