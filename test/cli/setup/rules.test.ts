import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../../src/http/config-checks/check-config.ts'
import { readProject, rowOf } from './projects.ts'
import { written } from './written.ts'

/* What a project asks of values and says of them, and which answers have them. */

const MODEL = `
import uuid
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
class ShopMember(AbstractBaseUser):
    class Status(models.TextChoices):
        NEW = 'new', _('New')
        OLD = 'old', _('Old')
    phone_form = RegexValidator(regex=r'^\\+\\d{9,15}\\Z', message='As +49301234567.')
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    email = models.EmailField(_('email address'), unique=True, error_messages={'unique': 'Taken: %(field_label)s.'})
    status = models.CharField(max_length=3, choices=Status.choices, default=Status.NEW)
    phone = models.CharField(_('telephone'), max_length=16, unique=True, validators=[phone_form])
    nick = models.CharField(max_length=30, blank=True, validators=[MinLengthValidator(3), is_polite])
    age = models.PositiveIntegerField(validators=[MinValueValidator(13), MaxValueValidator(120)])
    size = models.FloatField(null=True, blank=True)
    wakes_at = models.TimeField(null=True, blank=True)
    code = models.SlugField(blank=True)
    waits = models.DurationField(null=True)
    USERNAME_FIELD = 'email'
    REQUIRED_FIELDS = ['phone']
`
const SERIALIZERS = `
from djoser.serializers import UserCreateSerializer, UserSerializer
class Made(UserCreateSerializer):
    class Meta(UserCreateSerializer.Meta):
        fields = ('public_id', 'email', 'phone', 'nick', 'age', 'password')
        extra_kwargs = {'age': {'write_only': True}, 'nick': {'allow_blank': False, 'max_length': 20}}
class Me(UserSerializer):
    class Meta(UserSerializer.Meta):
        fields = ('public_id', 'email', 'status', 'phone', 'nick', 'size', 'wakes_at', 'code', 'waits')
`
const found = (settings = '') =>
  readProject({
    'settings.py': `
AUTH_USER_MODEL = 'people.ShopMember'
TIME_ZONE = 'Asia/Kolkata'
DJOSER = {'USER_ID_FIELD': 'public_id', 'SERIALIZERS': {
    'user_create': 'people.serializers.Made', 'current_user': 'people.serializers.Me'}}
${settings}`,
    'people/models.py': MODEL,
    'people/serializers.py': SERIALIZERS,
  })

describe('a project', () => {
  it('has its rules, its sentences and its answers in the configuration', async () => {
    const { plan } = found()
    expect(plan.fields).toEqual({
      email: { type: 'email', required: true, write: 'registration', taken: 'Taken: email address.' },
      phone: {
        type: 'text',
        maxLength: 16,
        pattern: /^\+\d{9,15}$/,
        patternError: 'As +49301234567.',
        required: true,
        unique: true,
        taken: 'shop member with this telephone already exists.',
      },
      status: {
        type: 'choice',
        choices: ['new', 'old'],
        default: 'new',
        registration: false,
        answers: ['owner'],
      },
      nick: {
        type: 'text',
        maxLength: 20,
        minLength: 3,
        answers: ['registration', 'owner'],
        update: { blank: true, maxLength: 30 },
      },
      size: { type: 'float', null: true, registration: false, answers: ['owner'] },
      wakes_at: { type: 'time', null: true, registration: false, answers: ['owner'] },
      code: { type: 'slug', blank: true, registration: false, answers: ['owner'] },
      age: { type: 'integer', min: 13, max: 120, required: true, write: 'registration', answers: [] },
    })
    const { timeZone, apis, fields } = await written(plan)
    expect([timeZone, apis.djoser.idName, apis.djoser.ids]).toEqual(['Asia/Kolkata', 'public_id', 'uuid'])
    expect(fields.nick?.updated).toMatchObject({ blank: true, maxLength: 30, minLength: 3 })
    expect(fields.phone).toMatchObject({ pattern: /^\+\d{9,15}$/ })
    expect(checkConfig(await written(plan))).toEqual([])
  })

  it('is told of what is not read', () => {
    expect(rowOf(found(), 'nick')[0]).toBe('not served: a validator is code, which is not read')
    expect(rowOf(found(), 'waits')).toEqual(['not served: there is no such type of field'])
    expect(rowOf(found('USE_TZ = False'), 'USE_TZ')).toEqual([
      'not served: moments in answers have their offset from UTC',
    ])
  })
})

it('reads the serializer that djoser uses where the password is repeated', () => {
  const project = (serializers: string) =>
    readProject({
      'settings.py': `DJOSER = {'USER_CREATE_PASSWORD_RETYPE': True, 'SERIALIZERS': {${serializers}}}`,
      'people/serializers.py': `
from djoser.serializers import UserCreateSerializer
class Made(UserCreateSerializer):
    class Meta(UserCreateSerializer.Meta):
        fields = ('id', 'username', 'first_name', 'password')
`,
    })
  const unused = project("'user_create': 'people.serializers.Made'")
  expect(unused.plan.fields).not.toHaveProperty('first_name')
  expect(rowOf(unused, "SERIALIZERS['user_create']")[0]).toBe(
    'no effect: USER_CREATE_PASSWORD_RETYPE has a serializer of its own',
  )
  const used = project("'user_create_password_retype': 'people.serializers.Made'")
  expect(used.plan.fields).toHaveProperty('first_name')
})

it('takes the length of usernames in a model of the project, and its sentence for a taken one', () => {
  const { plan } = readProject({
    'settings.py': "DJOSER = {'LOGIN_FIELD': 'email'}\nAUTH_USER_MODEL = 'people.ShopAccount'",
    'people/__init__.py': '',
    'people/models.py': `
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
class ShopAccount(AbstractBaseUser):
    email = models.EmailField(unique=True)
    username = models.CharField(max_length=40, unique=True)
    USERNAME_FIELD = 'email'
    REQUIRED_FIELDS = ['username']
`,
  })
  expect(plan.fields.username).toEqual({
    type: 'text',
    maxLength: 40,
    taken: 'shop account with this username already exists.',
  })
})
