"""Names of the facts that only the neighbouring offences, limitation and the proposals ask for, with their Chinese.

All are optional in a facts file. What is not given is unknown, and no outcome of art. 253-1 depends on them.
"""

from __future__ import annotations

# Facts that are true or false, under ``flags``.
FURTHER_FLAGS_ZH = {
    # 刑法第二百八十六条之一
    "refused_rectification_order": "网络服务提供者不履行信息网络安全管理义务，经监管部门责令采取改正措施而拒不改正",
    "user_data_leaked": "致使用户信息泄露（所给条数即为泄露的用户信息）",
    "social_order_disrupted": "严重扰乱社会秩序",
    # 刑法第二百八十七条之一
    "site_or_group_set_up": "设立用于实施违法犯罪活动的网站、通讯群组",
    "posted_for_crime": "发布有关违法犯罪的信息或者为实施违法犯罪活动发布信息",
    "site_in_name_of_state_or_bank": "假冒国家机关、金融机构名义设立网站",
    "network_penalty_within_two_years": (
        "二年内曾因非法利用信息网络、帮助信息网络犯罪活动、危害计算机信息系统安全受过行政处罚"
    ),
    # 刑法第二百八十七条之二
    "helped_others_crime": "明知他人利用信息网络实施犯罪，为其犯罪提供技术支持、广告推广、支付结算等帮助",
    "helped_crime_serious_consequences": "被帮助对象实施的犯罪造成严重后果",
    "helped_crime_cannot_be_verified": "确因客观条件限制无法查证被帮助对象是否达到犯罪的程度",
    # 刑法第二百八十五条第二款
    "system_data_taken": "违反国家规定，侵入计算机信息系统或者采用其他技术手段，获取系统中存储、处理或者传输的数据",
    # 刑法第八十八条、第八十九条第二款
    "evaded_after_filing": "立案侦查或者受理案件以后逃避侦查或者审判",
    "complaint_not_filed": "被害人在追诉期限内提出控告，应当立案而不予立案",
    "new_crime_within_limitation": "在追诉期限以内又犯罪",
    # proposals for a law that is not made
    "subjects_all_citizens": "信息所涉自然人均为中国公民",
    "subjects_not_citizens": "信息所涉自然人均为外国人、无国籍人",
    "indeterminate_many": "批量交易针对不特定多数人的个人信息",
    "data_lawfully_collected": "所使用的个人信息系合法收集",
    "use_unlawful": "未经同意或者超出目的使用个人信息",
}
# Sums of money, under ``amounts``, in yuan.
FURTHER_AMOUNTS_ZH = {
    "payment_settled": "支付结算金额",
    "advertising_funds": "以投放广告等方式提供的资金",
    "economic_loss": "造成的经济损失",
    # 争议口径：违法所得是否扣除成本、是否只计本人分得部分
    "purchase_cost": "购买所售信息的成本",
    "own_share": "本人分得的违法所得",
}
# Whole numbers, under ``numbers``.
NUMBERS_ZH = {
    "sites": "设立的网站数",
    "site_accounts": "所设网站的注册账号数",
    "groups": "设立的通讯群组数",
    "group_members": "所设群组的成员账号数",
    "items_posted": "在网站上发布有关信息的条数",
    "accounts_posted": "发送有关信息的用户账号数",
    "members_posted": "发送有关信息的群组成员数",
    "followers_posted": "传播有关信息的社交网络的关注人员账号数",
    "helped_targets": "帮助的对象数",
    "financial_credentials": "支付结算、证券交易、期货交易等网络金融服务的身份认证信息组数",
    "other_credentials": "其他身份认证信息组数",
    "controlled_systems": "非法控制的计算机信息系统台数",
}
FURTHER_FLAGS = tuple(FURTHER_FLAGS_ZH)
FURTHER_AMOUNTS = tuple(FURTHER_AMOUNTS_ZH)
NUMBERS = tuple(NUMBERS_ZH)
