-- by_record@1 内容相同的记录计一条: the same information once.
-- 法释〔2017〕10号 第十一条第三款: 对批量公民个人信息的条数，根据查获的数量直接认定，但是有证据证明信息不真实或者重复的除外。
-- Two records are the same when their values are the same set; one that only holds the other is another record.
--
-- Reads: the view ledger (台账) and the tables identity, classes, class_order, doubts.
-- Gives: a line for each class, and one for each reason for which pieces were left out (section excluded);
--        and, for art. 11(2), the pieces of each exhibit taken alone (section exhibit).
-- Made ready by tiao.pieces.sql; the rules are those of docs/reference/counting.md.

with
-- What each set of kinds (信息种类) that occurs amounts to.
meaning as (
    select
        held.kinds,
        -- It identifies a natural person, alone or combined (第一条): it holds every kind of one line of identity.
        exists (select 1 from identity where (held.kinds & identity.mask) = identity.mask) as identifies,
        -- Its class (第五条第一款第三至五项) is the first line of classes that it meets; an empty mask asks for nothing.
        (
            select arg_min(classes.class, classes.place)
            from classes
            where (held.kinds & classes.all_mask) = classes.all_mask
                and (classes.any_mask = 0 or (held.kinds & classes.any_mask) <> 0)
        ) as class
    from (select kinds from ledger union select kinds | struck from ledger) as held
),

-- The records: total looks at what is valid, low bears no doubt, high takes struck values along.
record as (
    select
        ledger.source, ledger.row, ledger.part, ledger.doubts, ledger.content,
        coalesce(ledger.content_full, ledger.content) as content_full,
        valid.identifies as in_total,
        valid.identifies and ledger.doubts = 0 as in_low,
        every.identifies as in_high,
        valid.class as class,
        every.class as class_high
    from ledger
    join meaning as valid on valid.kinds = ledger.kinds
    join meaning as every on every.kinds = (ledger.kinds | ledger.struck)
    where not ledger.more
),

-- Each content is a piece (条). Equal contents hold equal kinds, so they have one class.
piece as (
    select class, content, bool_or(in_low) as in_low from record where in_total group by class, content
),

piece_high as (
    select distinct class_high as class, content_full from record where in_high
),

-- The same for one exhibit (检材) at a time: what several recipients got is added up (第十一条第二款).
alone as (
    select distinct split_part(source, '.', 1) as exhibit, class, content from record where in_total
),

-- The reason that a set of doubts gives: the first of those that strike a value.
reason as (
    select held.doubts, min(doubts.bit) as bit
    from (select distinct doubts from ledger) as held
    join doubts on doubts.striking and ((held.doubts >> doubts.bit) & 1) = 1
    group by held.doubts
)

select
    'class' as section, class_order.place, class_order.class as name, class_order.tier,
    (select count(*) from piece where piece.class = class_order.class) as total,
    (select count(*) from piece where piece.class = class_order.class and piece.in_low) as low,
    (select count(*) from piece_high where piece_high.class = class_order.class) as high
from class_order

union all by name

-- Duplicate (重复): what is left of the records in total once each piece stands once.
select
    'excluded' as section, -1 as place, 'duplicate' as name,
    (select count(*) from record where in_total) - (select count(*) from piece) as excluded

union all by name

-- Proven untrue (不真实): records in high that are not in total.
select 'excluded' as section, doubts.bit as place, doubts.name as name, count(*) as excluded
from record
join reason on reason.doubts = record.doubts
join doubts on doubts.bit = reason.bit
where record.in_high and not record.in_total
group by doubts.bit, doubts.name

union all by name

select
    'exhibit' as section, class_order.place, class_order.class as name, alone.exhibit as exhibit, count(*) as total
from alone
join class_order on class_order.class = alone.class
group by class_order.place, class_order.class, alone.exhibit

order by section, place, exhibit;
