-- Latest order of every customer, in PostgreSQL.
--
-- Assumptions, please check them against your schema:
--   * orders.id grows with time, so it may break a tie of two orders placed at the same moment
--   * placed_at is NOT NULL; otherwise add NULLS LAST, as DESC puts NULL first
--   * a customer without orders is listed, with NULLs (the task says "every customer")

SELECT
    c.id,
    c.name,
    latest.order_id,
    latest.placed_at,
    latest.total
FROM customers AS c
LEFT JOIN (
    SELECT DISTINCT ON (customer_id)
        customer_id,
        id AS order_id,
        placed_at,
        total
    FROM orders
    ORDER BY customer_id, placed_at DESC, id DESC
) AS latest ON latest.customer_id = c.id
ORDER BY c.name, c.id;

-- This reads all of `orders` once, helped by
--   CREATE INDEX CONCURRENTLY ON orders (customer_id, placed_at DESC, id DESC);
-- For few customers with many orders each, a LATERAL join with LIMIT 1 is usually faster.
-- Measure both with EXPLAIN (ANALYZE, BUFFERS) on your own data.
