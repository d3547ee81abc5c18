-- get all customers with the last order
SELECT customers.id, customers.name, orders.id, orders.placed_at, orders.total
FROM customers
JOIN orders ON customers.id = orders.customer_id
WHERE orders.placed_at = (SELECT MAX(placed_at) FROM orders)
ORDER BY customers.name;
