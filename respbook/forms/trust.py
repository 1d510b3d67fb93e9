"""受信任的签发机构表单."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Length

from respbook.forms.base import EditForm, Form
from respbook.forms.fields import line
from respbook.rules.errors import RuleBroken

MOST_BYTES = 20_000
"""A root certificate is some 2 kB."""
LOCAL, THIRD = "local", "third"


class RootFileForm(Form):
    """选根证书文件."""

    file = FileField(
        "根证书文件", validators=[FileRequired("请选择根证书文件。")], render_kw={"accept": ".pem,.cer,.crt,.der"}
    )

    def content(self) -> bytes:
        """The file. Raises RuleBroken when it is too large to be one."""
        found: bytes = self.file.data.stream.read(MOST_BYTES + 1)
        if len(found) > MOST_BYTES:
            raise RuleBroken("这个文件太大，不是单张证书。请选签发机构的根证书（.pem、.cer、.crt）。", "file")
        return found


class RootForm(Form):
    """核对指纹，登记. The certificate that was shown comes back with the form; it is read anew."""

    certificate = HiddenField(validators=[InputRequired(), Length(max=MOST_BYTES)])
    local = RadioField(
        "签发机构",
        choices=[
            (THIRD, "第三方电子认证服务机构（持有电子认证服务许可）"),
            (LOCAL, "本单位自建（respbook pades make-ca 等自己建的）"),
        ],
        validators=[InputRequired("请选择签发机构是第三方还是本单位自建。")],
    )
    tail = line("指纹最后8位", 20)


class RootRemovalForm(EditForm):
    """移出名单."""

    reason = line("原因", 200)
