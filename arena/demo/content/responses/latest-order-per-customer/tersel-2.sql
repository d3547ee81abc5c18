SELECT c.id, c.name, o.id AS order_id, o.placed_at, o.total
FROM customers AS c
LEFT JOIN LATERAL (
    SELECT id, placed_at, total
    FROM orders
    WHERE customer_id = c.id
    ORDER BY placed_at DESC, id DESC
    LIMIT 1
) AS o ON true
ORDER BY c.name, c.id;

-- One index seek per customer:
-- CREATE INDEX ON orders (customer_id, placed_at DESC, id DESC);
