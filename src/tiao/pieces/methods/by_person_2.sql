-- by_person@2 同一自然人在每一类信息中计一条: one natural person once in each class.
-- 法释〔2017〕10号 第一条: 能够单独或者与其他信息结合识别特定自然人身份; 第五条第一款第三项至第五项: the classes.
-- Records that share any valid identifier are of one person, and so are those that are joined through others.
-- Whether pieces are persons is disputed (争议问题1); a number that many people share joins them, which is for people to
-- decide: what they decided stands in the tables unlinked and linked.
--
-- Reads: the views ledger (台账) and whole_ledger, which has the records that a rebuttal takes out as well, and the tables
--        identity, classes, class_order, kinds, doubts, unlinked, linked.
-- Gives: a line for each class, and one for each reason for which pieces were left out (section excluded).
-- Made ready by tiao.pieces.sql; the rules are those of docs/reference/counting.md.

with recursive
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
    from (select kinds from whole_ledger union select kinds | struck from whole_ledger) as held
),

-- The records: total looks at what is valid, low bears no doubt, high takes struck values along.
record as (
    select
        whole.source, whole.row, whole.part, whole.doubts, whole.content,
        coalesce(whole.content_full, whole.content) as content_full,
        valid.identifies as in_total,
        valid.identifies and whole.doubts = 0 as in_low,
        every.identifies as in_high,
        valid.class as class,
        every.class as class_high
    from whole_ledger as whole
    join meaning as valid on valid.kinds = whole.kinds
    join meaning as every on every.kinds = (whole.kinds | whole.struck)
    where not whole.more
),

-- The identifying values of the records. A line gives at most one of each kind; further ones, and all struck ones,
-- stand on further lines (more) of their record.
value as (
    select
        one.source, one.row, one.part, one.line, one.token, kinds.bit, kinds.strength, one.doubts,
        one.more and one.struck <> 0 as is_struck
    from whole_ledger unpivot (
        token for kind in (
            resident_id, passport, hk_macau_permit, taiwan_permit, driving_licence, mobile, foreign_phone, bank_card,
            wechat, qq, email, plate, account, imei, mac, landline
        )
    ) as one
    join kinds on kinds.name = one.kind and kinds.is_value
),

-- What a record can be joined by: its valid identifiers, but for those that a decision cut off. A record that is in high
-- only: its struck ones. So the two sorts of records never meet.
identifier as (
    select value.source, value.row, value.part, value.token
    from value
    join record on record.source = value.source and record.row = value.row and record.part = value.part
    where record.in_high
        and value.is_struck <> record.in_total
        and not exists (select 1 from unlinked where unlinked.token = value.token)
),

-- A record without one stands for itself: equal contents are one person.
held as (
    select source, row, part, token from identifier
    union all
    select source, row, part, case when in_total then content else content_full end as token
    from record
    where in_high
        and not exists (
            select 1 from identifier
            where identifier.source = record.source and identifier.row = record.row and identifier.part = record.part
        )
),

-- Records and tokens as the vertices of one graph: records are numbered upwards from one, tokens downwards.
numbered as (
    select
        source, row, part,
        dense_rank() over (order by source, row, part) as record,
        -dense_rank() over (order by token) as token
    from held
),

-- A decision that two records are of one person joins them at once.
decided as (
    select distinct one.record as record, other.record as token
    from linked
    join numbered as one on one.source = linked.source and one.row = linked.row and one.part = linked.part
    join numbered as other
        on other.source = linked.other_source and other.row = linked.other_row and other.part = linked.other_part
),

edge as materialized (
    select record as vertex, token as next from numbered
    union all
    select token, record from numbered
    union all
    select record, token from decided
    union all
    select token, record from decided
),

-- Each vertex takes over the lowest number among its neighbours, until nothing changes: then all vertices that hang
-- together have one number, and it stands for the person.
component(vertex, person) using key (vertex) as (
    select distinct vertex, vertex as person from edge
    union
    select edge.next, min(component.person)
    from component
    join edge on edge.vertex = component.vertex
    join recurring.component as known on known.vertex = edge.next
    where component.person < known.person
    group by edge.next
),

-- The records that count, and whom they are about. A record that a rebuttal takes out is not among them, but it joined.
about as (
    select distinct
        record.source, record.row, record.part, record.doubts, record.in_total, record.in_low, record.in_high,
        record.class, record.class_high, component.person
    from record
    join numbered on numbered.source = record.source and numbered.row = record.row and numbered.part = record.part
    join component on component.vertex = numbered.record
    where exists (
        select 1 from ledger
        where ledger.source = record.source and ledger.row = record.row and ledger.part = record.part and not ledger.more
    )
),

-- Each person in each class is a piece (条).
piece as (
    select class, person, bool_or(in_low) as in_low from about where in_total group by class, person
),

-- In high come those whom only struck values name; union keeps equal lines once.
piece_high as (
    select class, person from piece
    union
    select class_high, person from about where in_high and not in_total
),

-- The reason that a set of doubts gives: the first of those that strike a value.
reason as (
    select held.doubts, min(doubts.bit) as bit
    from (select distinct doubts from whole_ledger) as held
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
    (select count(*) from about where in_total) - (select count(*) from piece) as excluded

union all by name

-- Proven untrue (不真实): records in high that are not in total.
select 'excluded' as section, doubts.bit as place, doubts.name as name, count(*) as excluded
from about
join reason on reason.doubts = about.doubts
join doubts on doubts.bit = reason.bit
where about.in_high and not about.in_total
group by doubts.bit, doubts.name

order by section, place;
