-- Records (记录) that identify nobody, not even with their struck values: shown beside the count, in no method.
-- 法释〔2017〕10号 第一条: 能够单独或者与其他信息结合识别特定自然人身份.
--
-- Reads: the view ledger (台账) and the table identity.
-- Gives: one number.
-- Made ready by tiao.pieces.sql; the rules are those of docs/reference/counting.md.

select count(*) as records
from ledger
where not ledger.more
    and (ledger.kinds | ledger.struck) <> 0
    and not exists (
        select 1 from identity where ((ledger.kinds | ledger.struck) & identity.mask) = identity.mask
    );
