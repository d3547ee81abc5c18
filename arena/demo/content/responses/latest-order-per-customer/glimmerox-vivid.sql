-- ╔══════════════════════════════════════════════╗
-- ║   LATEST ORDER PER CUSTOMER  ·  PostgreSQL   ║
-- ╚══════════════════════════════════════════════╝
--
--   customers ──┐
--               ├──▶ rank by date ──▶ keep rank 1 ──▶ report
--   orders ─────┘

WITH ranked AS (
    SELECT
        o.*,
        RANK()   OVER w               AS r,
        COUNT(*) OVER (PARTITION BY o.customer_id) AS orders_so_far
    FROM orders AS o
    WINDOW w AS (PARTITION BY o.customer_id ORDER BY o.placed_at DESC)
)
SELECT
    c.id,
    c.name,
    r.id                                             AS order_id,
    r.placed_at,
    r.total,
    COALESCE(r.orders_so_far, 0)                     AS orders_so_far,
    CASE
        WHEN r.placed_at IS NULL                     THEN '○ never ordered'
        WHEN r.placed_at > now() - interval '30 day' THEN '● active'
        ELSE                                              '◐ sleeping'
    END                                              AS status
FROM customers AS c
LEFT JOIN ranked AS r ON r.customer_id = c.id AND r.r = 1
ORDER BY c.name;
