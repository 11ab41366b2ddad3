import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../../src/http/config-checks/check-config.ts'
import { readProject, rowOf } from './projects.ts'
import { written } from './written.ts'

/* What only one of a project's serializers says of a field. */

const found = (made: string, me: string) =>
  readProject({
    'settings.py': `
AUTH_USER_MODEL = 'users.User'
DJOSER = {'LOGIN_FIELD': 'email', 'SERIALIZERS': {
    'user_create': 'users.serializers.Made', 'current_user': 'users.serializers.Me'}}`,
    'users/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
class User(AbstractUser):
    email = models.EmailField(unique=True)
    phone = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=30)
    USERNAME_FIELD = 'email'
    REQUIRED_FIELDS = ['username']`,
    'users/serializers.py': `
from djoser.serializers import UserCreateSerializer, UserSerializer
from rest_framework import serializers
class Made(UserCreateSerializer):
${made}
    class Meta(UserCreateSerializer.Meta):
        fields = ('id', 'email', 'username', 'password', 'first_name', 'phone', 'city')
class Me(UserSerializer):
${me}
    class Meta(UserSerializer.Meta):
        fields = ('id', 'email', 'username', 'first_name', 'phone', 'city')
`,
  })

describe('a field that two serializers have', () => {
  it.each<[string, string, string, object]>([
    [
      'declared for registrations only',
      '    first_name = serializers.CharField(max_length=20)',
      '    pass',
      {
        first_name: {
          required: true,
          maxLength: 20,
          update: { required: false, blank: true, maxLength: 150 },
        },
      },
    ],
    [
      'declared for changes only',
      '    pass',
      '    phone = serializers.CharField(min_length=5, allow_null=True)',
      {
        phone: {
          maxLength: 20,
          blank: true,
          update: { required: true, null: true, blank: false, minLength: 5 },
        },
      },
    ],
    [
      'read-only in changes',
      '    pass',
      '    city = serializers.CharField(read_only=True)',
      { city: { maxLength: 30, required: true, write: 'registration' } },
    ],
    [
      'write-only in registrations',
      '    city = serializers.CharField(write_only=True)',
      '    pass',
      { city: { maxLength: 30, required: true, answers: ['owner'] } },
    ],
  ])('%s', async (_, made, me, fields) => {
    const { plan } = found(made, me)
    for (const [name, field] of Object.entries(fields))
      expect(plan.fields[name]).toEqual({ type: 'text', answers: ['registration', 'owner'], ...field })
    expect(checkConfig(await written(plan))).toEqual([])
  })

  it('has the paths of the USERNAME_FIELD, though accounts have usernames', async () => {
    const project = found('    pass', '    pass')
    expect(rowOf(project, 'USERNAME_FIELD')).toEqual(["taken: usernameField: 'email'"])
    const { usernames, loginField, apis } = project.plan
    expect([usernames, loginField, apis?.djoser]).toEqual([
      undefined,
      'email',
      expect.objectContaining({ usernameField: 'email' }),
    ])
    expect(checkConfig(await written(project.plan))).toEqual([])
  })
})
