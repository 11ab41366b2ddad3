import { expect, it } from 'vitest'
import { readProject } from './projects.ts'
import { written } from './written.ts'

/* What a project may say in more than one way. */

const found = () =>
  readProject({
    'settings.py': `
AUTH_USER_MODEL = 'people.Person'
DJOSER = {'USER_CREATE_PASSWORD_RETYPE': True, 'SERIALIZERS': {
    'user': 'people.serializers.Person', 'current_user': 'people.serializers.Person',
    'user_create': 'people.serializers.Made',
    'user_create_password_retype': 'people.serializers.Repeated'}}
`,
    'people/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
class Plan(models.TextChoices):
    FREE = 'free', 'Free of charge'
    PRO = 'pro', 'Professional'
class Level(models.IntegerChoices):
    LOW = 1, 'Low'
    HIGH = 2
class Person(AbstractUser):
    REQUIRED_FIELDS = 'email', 'plan'
    plan = models.CharField(max_length=8, choices=Plan.choices, default=Plan.FREE)
    level = models.IntegerField(choices=Level.choices, default=Level.HIGH)
    stars = models.IntegerField(choices=[(1, 'One'), (2, 'Two')], null=True)
    settings = models.JSONField(default=dict)
    tags = models.JSONField(default=list, blank=True)
    balance = models.DecimalField(max_digits=8, decimal_places=2, default=0)
`,
    'people/serializers.py': `
from djoser.serializers import UserCreatePasswordRetypeSerializer, UserCreateSerializer, UserSerializer
from people.models import Person as Model
FIELDS = 'plan', 'level', 'stars', 'settings', 'tags'
class Made(UserCreateSerializer):
    class Meta(UserCreateSerializer.Meta):
        fields = ('id', 'username', 'email', 'password') + FIELDS
class Repeated(UserCreatePasswordRetypeSerializer):
    class Meta(Made.Meta):
        pass
class Person(UserSerializer):
    class Meta:
        model = Model
        fields = Made.Meta.fields + ('balance',)
        read_only_fields = 'balance', 'username'
`,
  })

it('has the fields of a Meta that is of no base', () => {
  const { fields } = found().plan
  expect(Object.keys(fields)).toEqual(
    expect.arrayContaining(['plan', 'level', 'stars', 'settings', 'tags', 'balance']),
  )
  expect(fields.plan).not.toHaveProperty('registration')
  expect(fields.balance).toMatchObject({ write: 'staff' })
})

it('has choices by their values, with tuples that have no brackets', () => {
  const { fields } = found().plan
  expect(fields.plan).toEqual({ type: 'choice', choices: ['free', 'pro'], default: 'free' })
  expect(fields.level).toEqual({ type: 'choice', choices: [1, 2], default: 2 })
  expect(fields.stars).toEqual({ type: 'choice', choices: [1, 2], null: true })
})

it('has the defaults that a class makes', async () => {
  const { fields } = await written(found().plan)
  expect([fields.settings?.default, fields.tags?.default]).toEqual([{}, []])
  expect(fields.balance?.default).toBe('0.00')
})
