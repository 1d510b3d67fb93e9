"""授权: which role may do what: the one table, printed at /help/permissions (safety C3)."""

from respbook.rules.permissions.permission import Permission
from respbook.rules.permissions.roles import Role

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
    Permission.RUBRIC_READ,
    Permission.RESULT_READ,
    Permission.MEASURE_READ,
}
_READING = _UNIT_PEOPLE | {
    Permission.TEMPLATE_READ,
    Permission.TARGET_READ,
    Permission.FORM_READ,
    Permission.JOB_READ,
    Permission.SCORE_READ,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        _EVERYBODY
        | {
            Permission.CHANGE_UNDO,
            Permission.UNIT_READ,
            Permission.UNIT_WRITE,
            Permission.SHEET_IMPORT,
            Permission.PROGRAMME_READ,
            Permission.PERSON_READ,
            Permission.PERSON_WRITE,
            Permission.PERSON_INVITE,
            Permission.PERSON_UNLOCK,
            Permission.TRUST_WRITE,
            Permission.BACKUP_WRITE,
            Permission.AUDIT_VERIFY,
            Permission.SECURITY_READ,
            Permission.CLOCK_CONFIRM,
            Permission.PURGE_READ,
            Permission.PURGE_WRITE,
        }
    ),
    Role.CLERK: frozenset(
        _READING
        | {
            Permission.CHANGE_UNDO,
            Permission.PROGRAMME_WRITE,
            Permission.UNIT_WRITE,
            Permission.SHEET_IMPORT,
            Permission.PERSON_READ,
            Permission.PERSON_INVITE,
            Permission.PERSON_PREVIEW,
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
            Permission.RUBRIC_WRITE,
            Permission.RUBRIC_PUBLISH,
            Permission.ASSESSMENT_WRITE,
            Permission.SELF_SCORE,
            Permission.VETO_PROPOSE,
            Permission.MEASURE_WRITE,
            Permission.MEASURE_ANSWER,
            Permission.EXPORT_READ,
            Permission.AUDIT_READ,
        }
    ),
    Role.LEADER: frozenset(
        _READING
        | {
            Permission.CHANGE_UNDO,
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
            Permission.RUBRIC_PUBLISH,
            Permission.SCORE_CONFIRM,
            Permission.SCORE_PUBLISH,
            Permission.APPEAL_DECIDE,
            Permission.VETO_DECIDE,
            Permission.MEASURE_DECIDE,
            Permission.PURGE_READ,
            Permission.PURGE_APPROVE,
            Permission.AUDIT_READ,
        }
    ),
    Role.ASSESSOR: frozenset(
        _READING
        | {
            Permission.CHANGE_UNDO,
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
            Permission.RUBRIC_WRITE,
            Permission.ASSESSMENT_WRITE,
            Permission.SCORE_WRITE,
            Permission.SCORE_CONFIRM,
            Permission.VETO_PROPOSE,
            Permission.MEASURE_WRITE,
            Permission.AUDIT_READ,
        }
    ),
    Role.REPORTER: frozenset(
        _UNIT_PEOPLE
        | {
            Permission.CHANGE_UNDO,
            Permission.REPORT_WRITE,
            Permission.RECTIFY_WRITE,
            Permission.REGISTER_FILL,
            Permission.EVIDENCE_WRITE,
            Permission.CASCADE_WRITE,
            Permission.SCAN_RECORD,
            Permission.NOTICE_TAKE,
            Permission.SELF_SCORE,
            Permission.MEASURE_ANSWER,
            Permission.AUDIT_READ,
        }
    ),
    Role.SIGNER: frozenset(
        _UNIT_PEOPLE
        | {
            Permission.CHANGE_UNDO,
            Permission.REPORT_WRITE,
            Permission.RECTIFY_WRITE,
            Permission.EVIDENCE_WRITE,
            Permission.CASCADE_WRITE,
            Permission.LETTER_SIGN,
            Permission.LINK_WRITE,
            Permission.NOTICE_TAKE,
            Permission.SELF_SCORE,
            Permission.MEASURE_ANSWER,
            Permission.AUDIT_READ,
        }
    ),
    Role.AUDITOR: frozenset(
        _READING
        | {
            Permission.PERSON_READ,
            Permission.ORIGINAL_READ,
            Permission.EXPORT_READ,
            Permission.AUDIT_READ,
            Permission.AUDIT_WHOLE,
            Permission.AUDIT_VERIFY,
        }
        | {Permission.SECURITY_READ, Permission.PURGE_READ}
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
        Permission.RUBRIC_READ,
        Permission.RESULT_READ,
        Permission.MEASURE_READ,
    }
)
"""专用链接的权限: a phone that nobody has signed in on reports, reads and takes notices; it never signs, and changes no account."""
