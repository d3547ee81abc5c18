-- Every customer has a story, and every story has a last page.
-- Let us turn, for each of them, to that final page,
-- and leave a blank one for those who have yet to begin.

WITH chronicle AS (
    -- Each order takes its place in the long procession, newest first.
    SELECT
        orders.id          AS order_id,
        orders.customer_id AS customer_id,
        orders.placed_at   AS placed_at,
        orders.total       AS total,
        ROW_NUMBER() OVER (
            PARTITION BY orders.customer_id
            ORDER BY orders.placed_at DESC, orders.id DESC
        ) AS place_in_procession
    FROM orders
),

last_pages AS (
    -- Only the freshest ink may stay.
    SELECT order_id, customer_id, placed_at, total
    FROM chronicle
    WHERE place_in_procession = 1
)

SELECT
    customers.id,
    customers.name,
    last_pages.order_id,
    last_pages.placed_at,
    last_pages.total
FROM customers
LEFT JOIN last_pages
    ON last_pages.customer_id = customers.id
ORDER BY customers.name, customers.id;
