"""权限: what may be done, and which role may do it: the one table, printed at /help/permissions (safety C3)."""

from enum import StrEnum

from respbook.rules.permissions.roles import Role


class Permission(StrEnum):
    """权限: one deed or one kind of reading; ``noun.verb``."""

    HOME_READ = "home.read"
    PROGRAMME_READ = "programme.read"
    PROGRAMME_WRITE = "programme.write"
    UNIT_READ = "unit.read"
    UNIT_WRITE = "unit.write"
    SHEET_IMPORT = "sheet.import"
    PERSON_READ = "person.read"
    PERSON_WRITE = "person.write"
    PERSON_INVITE = "person.invite"
    PERSON_UNLOCK = "person.unlock"
    LINK_WRITE = "link.write"
    PHONE_READ = "phone.read"
    TEMPLATE_READ = "template.read"
    TEMPLATE_WRITE = "template.write"
    TARGET_READ = "target.read"
    TARGET_WRITE = "target.write"
    LETTER_READ = "letter.read"
    LETTER_DRAFT = "letter.draft"
    LETTER_PROPOSE = "letter.propose"
    LETTER_REVIEW = "letter.review"
    LETTER_ISSUE = "letter.issue"
    LETTER_VOID = "letter.void"
    LETTER_SIGN = "letter.sign"
    SIGNING_HOST = "signing.host"
    SCAN_RECORD = "scan.record"
    SCAN_COMPARE = "scan.compare"
    PROXY_WRITE = "proxy.write"
    SEAL_USE = "seal.use"
    OBJECTION_ANSWER = "objection.answer"
    PERSON_CONFIRM = "person.confirm"
    CASCADE_WRITE = "cascade.write"
    CASCADE_ACCEPT = "cascade.accept"
    CEREMONY_WRITE = "ceremony.write"
    LETTER_AMEND = "letter.amend"
    HANDOVER_WRITE = "handover.write"
    ARCHIVE_READ = "archive.read"
    ARCHIVE_WRITE = "archive.write"
    REMOVAL_RESTORE = "removal.restore"
    SETTING_WRITE = "setting.write"
    TRUST_WRITE = "trust.write"
    REGISTER_READ = "register.read"
    REGISTER_WRITE = "register.write"
    REGISTER_FILL = "register.fill"
    FORM_READ = "form.read"
    FORM_WRITE = "form.write"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_WRITE = "evidence.write"
    ORIGINAL_READ = "original.read"
    TASK_READ = "task.read"
    TASK_WRITE = "task.write"
    REPORT_WRITE = "report.write"
    REPORT_PROXY = "report.proxy"
    REPORT_REVIEW = "report.review"
    REPORT_VERIFY = "report.verify"
    NOTICE_READ = "notice.read"
    NOTICE_WRITE = "notice.write"
    NOTICE_TAKE = "notice.take"
    REMINDER_WRITE = "reminder.write"
    FINDING_READ = "finding.read"
    FINDING_WRITE = "finding.write"
    FINDING_ASSIGN = "finding.assign"
    RECTIFY_WRITE = "rectify.write"
    FINDING_CHECK = "finding.check"
    FINDING_CLOSE = "finding.close"
    EXTENSION_DECIDE = "extension.decide"
    CIRCULAR_READ = "circular.read"
    CIRCULAR_WRITE = "circular.write"
    CIRCULAR_ISSUE = "circular.issue"
    ORDER_WRITE = "order.write"
    ORDER_ISSUE = "order.issue"
    INSPECTION_WRITE = "inspection.write"
    STUDY_WRITE = "study.write"
    JOB_READ = "job.read"
    AUDIT_READ = "audit.read"
    AUDIT_VERIFY = "audit.verify"
    OWN_ACCOUNT = "own.account"


PERMISSION_LABELS = {
    Permission.HOME_READ: "看“今天”",
    Permission.PROGRAMME_READ: "看年度方案",
    Permission.PROGRAMME_WRITE: "建立、修改年度方案",
    Permission.UNIT_READ: "看责任单位",
    Permission.UNIT_WRITE: "增改、停用责任单位和任职",
    Permission.SHEET_IMPORT: "从表格导入",
    Permission.PERSON_READ: "看用户",
    Permission.PERSON_WRITE: "设定角色、停用账号、重置密码",
    Permission.PERSON_INVITE: "邀请村和单位用户",
    Permission.PERSON_UNLOCK: "解除登录锁定",
    Permission.LINK_WRITE: "办理、停用填报员的手机专用链接",
    Permission.PHONE_READ: "看完整电话号码",
    Permission.TEMPLATE_READ: "看责任书模板",
    Permission.TEMPLATE_WRITE: "编写责任书模板",
    Permission.TARGET_READ: "看目标任务",
    Permission.TARGET_WRITE: "编写、分解目标任务",
    Permission.LETTER_READ: "看责任书",
    Permission.LETTER_DRAFT: "拟稿",
    Permission.LETTER_PROPOSE: "送签",
    Permission.LETTER_REVIEW: "审核责任书",
    Permission.LETTER_ISSUE: "签发责任书",
    Permission.LETTER_VOID: "作废责任书",
    Permission.LETTER_SIGN: "签订责任书，提出异议",
    Permission.SIGNING_HOST: "主持会签台",
    Permission.SCAN_RECORD: "登记纸质签订的扫描件",
    Permission.SCAN_COMPARE: "核对扫描件与原件",
    Permission.PROXY_WRITE: "登记代签授权",
    Permission.SEAL_USE: "登记印章图片，加盖印章",
    Permission.OBJECTION_ANSWER: "答复异议",
    Permission.PERSON_CONFIRM: "核实重置密码者的身份",
    Permission.CASCADE_WRITE: "层层签订：生成、登记社责任书和户承诺书，上报",
    Permission.CASCADE_ACCEPT: "层层签订：接收、退回、解锁村的上报",
    Permission.CEREMONY_WRITE: "安排签订仪式，登记签到和领取",
    Permission.LETTER_AMEND: "拟制更正函、补充责任书，拟稿重签",
    Permission.HANDOVER_WRITE: "办理责任交接",
    Permission.ARCHIVE_READ: "看往年文书",
    Permission.ARCHIVE_WRITE: "登记、收存、认领往年文书",
    Permission.REMOVAL_RESTORE: "查看回收站，恢复已删除的内容",
    Permission.SETTING_WRITE: "修改办公设置",
    Permission.TRUST_WRITE: "登记、移出受信任的证书签发机构",
    Permission.REGISTER_READ: "看台账",
    Permission.REGISTER_WRITE: "建立台账，设定栏目，登记、修改、注销各村的内容",
    Permission.REGISTER_FILL: "填写交由村填写的台账",
    Permission.FORM_READ: "看、填上级报表",
    Permission.FORM_WRITE: "登记上级报表，设定各格填什么",
    Permission.EVIDENCE_READ: "看佐证材料",
    Permission.EVIDENCE_WRITE: "上传、撤下佐证材料",
    Permission.ORIGINAL_READ: "看佐证照片的原件、位置和重复提示",
    Permission.TASK_READ: "看任务和报送",
    Permission.TASK_WRITE: "登记、调整任务",
    Permission.REPORT_WRITE: "报送任务完成情况",
    Permission.REPORT_PROXY: "代村和单位报送（代报）",
    Permission.REPORT_REVIEW: "审核、退回、解锁报送",
    Permission.REPORT_VERIFY: "核实报送",
    Permission.NOTICE_READ: "看通知",
    Permission.NOTICE_WRITE: "发出、撤回通知，代单位签收",
    Permission.NOTICE_TAKE: "阅知、签收、回复通知",
    Permission.REMINDER_WRITE: "催报、催签，记下已催",
    Permission.FINDING_READ: "看问题和整改",
    Permission.FINDING_WRITE: "登记督查发现的问题",
    Permission.FINDING_ASSIGN: "交办、改派、合并、撤销问题",
    Permission.RECTIFY_WRITE: "签收问题，报整改情况，申请延期",
    Permission.FINDING_CHECK: "核查整改",
    Permission.FINDING_CLOSE: "问题销号、公示",
    Permission.EXTENSION_DECIDE: "批准整改延期",
    Permission.CIRCULAR_READ: "看通报",
    Permission.CIRCULAR_WRITE: "拟写通报，送签",
    Permission.CIRCULAR_ISSUE: "签发、退回、作废通报",
    Permission.ORDER_WRITE: "拟写督办文书，发出整改通知书和蓝、黄督办单，撤回、作废",
    Permission.ORDER_ISSUE: "签发红色督办单和督办函，决定暂不督办",
    Permission.INSPECTION_WRITE: "安排督查，随机抽取，登记到点和回头看",
    Permission.STUDY_WRITE: "登记、更正研究环保工作",
    Permission.JOB_READ: "看签发批次",
    Permission.AUDIT_READ: "看操作日志",
    Permission.AUDIT_VERIFY: "查验操作日志",
    Permission.OWN_ACCOUNT: "管理本人账号",
}

_EVERYBODY = {Permission.HOME_READ, Permission.OWN_ACCOUNT}
_UNIT_PEOPLE = _EVERYBODY | {
    Permission.UNIT_READ,
    Permission.PROGRAMME_READ,
    Permission.LETTER_READ,
    Permission.ARCHIVE_READ,
    Permission.TASK_READ,
    Permission.EVIDENCE_READ,
    Permission.NOTICE_READ,
    Permission.FINDING_READ,
    Permission.REGISTER_READ,
    Permission.CIRCULAR_READ,
}
_READING = _UNIT_PEOPLE | {Permission.TEMPLATE_READ, Permission.TARGET_READ, Permission.FORM_READ, Permission.JOB_READ}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        _EVERYBODY
        | {
            Permission.UNIT_READ,
            Permission.UNIT_WRITE,
            Permission.SHEET_IMPORT,
            Permission.PROGRAMME_READ,
            Permission.PERSON_READ,
            Permission.PERSON_WRITE,
            Permission.PERSON_INVITE,
            Permission.PERSON_UNLOCK,
            Permission.TRUST_WRITE,
            Permission.AUDIT_VERIFY,
        }
    ),
    Role.CLERK: frozenset(
        _READING
        | {
            Permission.PROGRAMME_WRITE,
            Permission.UNIT_WRITE,
            Permission.SHEET_IMPORT,
            Permission.PERSON_READ,
            Permission.PERSON_INVITE,
            Permission.PERSON_UNLOCK,
            Permission.LINK_WRITE,
            Permission.PHONE_READ,
            Permission.TEMPLATE_WRITE,
            Permission.TARGET_WRITE,
            Permission.LETTER_DRAFT,
            Permission.LETTER_PROPOSE,
            Permission.LETTER_REVIEW,
            Permission.SIGNING_HOST,
            Permission.SCAN_RECORD,
            Permission.SCAN_COMPARE,
            Permission.PROXY_WRITE,
            Permission.OBJECTION_ANSWER,
            Permission.PERSON_CONFIRM,
            Permission.CASCADE_WRITE,
            Permission.CASCADE_ACCEPT,
            Permission.CEREMONY_WRITE,
            Permission.LETTER_AMEND,
            Permission.HANDOVER_WRITE,
            Permission.ARCHIVE_WRITE,
            Permission.REMOVAL_RESTORE,
            Permission.SETTING_WRITE,
            Permission.REGISTER_WRITE,
            Permission.REGISTER_FILL,
            Permission.FORM_WRITE,
            Permission.TASK_WRITE,
            Permission.EVIDENCE_WRITE,
            Permission.ORIGINAL_READ,
            Permission.REPORT_WRITE,
            Permission.REPORT_PROXY,
            Permission.REPORT_REVIEW,
            Permission.REPORT_VERIFY,
            Permission.NOTICE_WRITE,
            Permission.REMINDER_WRITE,
            Permission.FINDING_WRITE,
            Permission.FINDING_ASSIGN,
            Permission.FINDING_CHECK,
            Permission.RECTIFY_WRITE,
            Permission.FINDING_CLOSE,
            Permission.EXTENSION_DECIDE,
            Permission.CIRCULAR_WRITE,
            Permission.ORDER_WRITE,
            Permission.INSPECTION_WRITE,
            Permission.STUDY_WRITE,
            Permission.AUDIT_READ,
        }
    ),
    Role.LEADER: frozenset(
        _READING
        | {
            Permission.PHONE_READ,
            Permission.LETTER_REVIEW,
            Permission.LETTER_ISSUE,
            Permission.LETTER_VOID,
            Permission.LETTER_SIGN,
            Permission.SCAN_COMPARE,
            Permission.SEAL_USE,
            Permission.OBJECTION_ANSWER,
            Permission.PERSON_CONFIRM,
            Permission.HANDOVER_WRITE,
            Permission.NOTICE_WRITE,
            Permission.FINDING_WRITE,
            Permission.FINDING_ASSIGN,
            Permission.FINDING_CHECK,
            Permission.FINDING_CLOSE,
            Permission.EXTENSION_DECIDE,
            Permission.CIRCULAR_ISSUE,
            Permission.ORDER_WRITE,
            Permission.ORDER_ISSUE,
            Permission.INSPECTION_WRITE,
            Permission.STUDY_WRITE,
            Permission.EVIDENCE_WRITE,
            Permission.AUDIT_READ,
        }
    ),
    Role.ASSESSOR: frozenset(
        _READING
        | {
            Permission.REPORT_REVIEW,
            Permission.REPORT_VERIFY,
            Permission.REMINDER_WRITE,
            Permission.ORIGINAL_READ,
            Permission.EVIDENCE_WRITE,
            Permission.FINDING_WRITE,
            Permission.FINDING_ASSIGN,
            Permission.FINDING_CHECK,
            Permission.CIRCULAR_WRITE,
            Permission.ORDER_WRITE,
            Permission.INSPECTION_WRITE,
            Permission.AUDIT_READ,
        }
    ),
    Role.REPORTER: frozenset(
        _UNIT_PEOPLE
        | {
            Permission.REPORT_WRITE,
            Permission.RECTIFY_WRITE,
            Permission.REGISTER_FILL,
            Permission.EVIDENCE_WRITE,
            Permission.CASCADE_WRITE,
            Permission.SCAN_RECORD,
            Permission.NOTICE_TAKE,
            Permission.AUDIT_READ,
        }
    ),
    Role.SIGNER: frozenset(
        _UNIT_PEOPLE
        | {
            Permission.REPORT_WRITE,
            Permission.RECTIFY_WRITE,
            Permission.EVIDENCE_WRITE,
            Permission.CASCADE_WRITE,
            Permission.LETTER_SIGN,
            Permission.LINK_WRITE,
            Permission.NOTICE_TAKE,
            Permission.AUDIT_READ,
        }
    ),
    Role.AUDITOR: frozenset(
        _READING | {Permission.PERSON_READ, Permission.ORIGINAL_READ, Permission.AUDIT_READ, Permission.AUDIT_VERIFY}
    ),
}

ON_A_LINKED_PHONE = frozenset(
    {
        Permission.HOME_READ,
        Permission.TASK_READ,
        Permission.REPORT_WRITE,
        Permission.FINDING_READ,
        Permission.RECTIFY_WRITE,
        Permission.CIRCULAR_READ,
        Permission.LETTER_READ,
        Permission.EVIDENCE_READ,
        Permission.EVIDENCE_WRITE,
        Permission.NOTICE_READ,
        Permission.NOTICE_TAKE,
    }
)
"""专用链接的权限: a phone that nobody has signed in on reports, reads and takes notices; it never signs, and changes no account."""
