import { expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'
import { written } from './written.ts'

const shop = (serializers: string) =>
  readProject({
    'settings.py': `
AUTH_USER_MODEL = 'people.Person'
DJOSER = {'SERIALIZERS': {
    'user': 'people.serializers.Shown', 'current_user': 'people.serializers.Shown',
    'user_create': 'people.serializers.Made'}}
`,
    'people/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
class Person(AbstractUser):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    born = models.DateTimeField(null=True)
`,
    'people/serializers.py': serializers,
  })

it('takes what every account has by itself, by whatever name', async () => {
  const found = shop(`
class Shown(ModelSerializer):
    joined = DateTimeField(source='date_joined', read_only=True)
    class Meta:
        fields = ('id', 'joined', 'created_at', 'updated_at', 'last_login', 'is_active', 'is_staff', 'is_superuser', 'groups')
        read_only_fields = ('last_login', 'is_active', 'is_superuser')
class Made(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'password', 'created_at')
`)
  expect(found.plan.fields).toMatchObject({
    joined: { type: 'attribute', attribute: 'date_joined' },
    created_at: { type: 'attribute', attribute: 'date_joined', registration: true },
    updated_at: { type: 'attribute', attribute: 'updated_at' },
    last_login: { type: 'attribute', attribute: 'last_login' },
    is_active: { type: 'attribute', attribute: 'is_active' },
    is_staff: { type: 'attribute', attribute: 'is_staff' },
    is_superuser: { type: 'attribute', attribute: 'is_superuser' },
  })
  expect(rowOf(found, 'joined')).toEqual(["taken: attribute('date_joined')"])
  expect(rowOf(found, 'updated_at')).toEqual(["taken: attribute('updated_at')"])
  expect(rowOf(found, 'is_staff')).toEqual(["taken: attribute('is_staff'), which clients do not write"])
  const { fields } = await written(found.plan)
  expect(fields.created_at).toMatchObject({ attribute: 'date_joined', registration: true })
})

it('is in the answers of a registration alone where only those show it', () => {
  const found = shop(`
class Shown(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'born')
class Made(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'password', 'is_active')
        extra_kwargs = {'is_active': {'read_only': True}}
`)
  expect(found.plan.fields).toMatchObject({
    born: { type: 'dateTime' },
    is_active: { type: 'attribute', attribute: 'is_active', registration: true, answers: ['registration'] },
  })
})
