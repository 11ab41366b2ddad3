import { expect, it } from 'vitest'
import { checkConfig } from '../../../src/http/config-checks/check-config.ts'
import { readProject, rowOf } from './projects.ts'
import { written } from './written.ts'

/* Classes that take over from each other, and files that do. */

it('reads a Meta whose fields are those of the base and more', () => {
  const { plan } = readProject({
    'settings.py': `
AUTH_USER_MODEL = 'users.User'
DJOSER = {'SERIALIZERS': {'user': 'users.serializers.Others', 'current_user': 'users.serializers.Me'}}`,
    'users/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
class User(AbstractUser):
    bio = models.CharField(max_length=50, blank=True)
    city = models.CharField(max_length=30, blank=True)`,
    'users/serializers.py': `
from djoser.serializers import UserSerializer
class Others(UserSerializer):
    class Meta(UserSerializer.Meta):
        fields = ['id', 'username', 'bio']
class Me(Others):
    class Meta(Others.Meta):
        fields = Others.Meta.fields + ['city']`,
  })
  const text = { type: 'text', blank: true, registration: false }
  expect(plan.fields).toMatchObject({
    bio: { ...text, maxLength: 50 },
    city: { ...text, maxLength: 30, answers: ['owner'] },
  })
  expect(plan.fields.bio).not.toHaveProperty('answers')
})

it('makes one value of fields that have one source', async () => {
  const project = readProject({
    'settings.py': `
AUTH_USER_MODEL = 'users.User'
DJOSER = {'SERIALIZERS': {'user_create': 'users.serializers.Made', 'current_user': 'users.serializers.Me'}}`,
    'users/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
class User(AbstractUser):
    full_name = models.CharField(max_length=50)`,
    'users/serializers.py': `
from djoser.serializers import UserCreateSerializer, UserSerializer
from rest_framework import serializers
class Made(UserCreateSerializer):
    name = serializers.CharField(source='full_name', max_length=40)
    class Meta(UserCreateSerializer.Meta):
        fields = ('id', 'username', 'password', 'name')
class Me(UserSerializer):
    label = serializers.CharField(source='full_name', read_only=True)
    class Meta(UserSerializer.Meta):
        fields = ('id', 'username', 'full_name', 'label')`,
  })
  expect(project.plan.fields).toMatchObject({
    full_name: { type: 'text', maxLength: 50, required: true, registration: false, answers: ['owner'] },
    name: { of: 'full_name', maxLength: 40, required: true, write: 'registration' },
    label: { of: 'full_name', write: 'staff', answers: ['owner'] },
  })
  expect(rowOf(project, 'label').at(-1)).toBe('taken: the value of full_name')
  expect(checkConfig(await written(project.plan))).toEqual([])
})

it('leaves a base file as it was for those that take everything from it', () => {
  const { plan, file } = readProject({
    'conf/settings/base.py': `
import environ
env = environ.Env()
INSTALLED_APPS = ['djoser']
DJOSER = {'SEND_ACTIVATION_EMAIL': env.bool('ACTIVATE', default=True), 'ACTIVATION_URL': 'a/{uid}/{token}'}`,
    'conf/settings/local.py': `
from .base import *
DJOSER['SEND_ACTIVATION_EMAIL'] = False`,
    'conf/settings/production.py': `
from .base import *
DJOSER.update({'SET_PASSWORD_RETYPE': True})
DJOSER['HIDE_USERS'] = False`,
  })
  expect(file).toBe('conf/settings/production.py')
  expect(plan.variables).toMatchObject({ SEND_ACTIVATION_EMAIL: 'true' })
  expect(plan.apis?.djoser).toMatchObject({ settings: { SET_PASSWORD_RETYPE: true, HIDE_USERS: false } })
})

it('reads the classes of django-configurations, and takes production', () => {
  const { plan } = readProject({
    'conf/settings.py': `
from datetime import timedelta
from configurations import Configuration, values
class Common(Configuration):
    TIME_ZONE = values.Value('Asia/Tokyo', environ_prefix=None)
    SIMPLE_JWT = {'ACCESS_TOKEN_LIFETIME': timedelta(minutes=7)}
    DJOSER = {'SET_PASSWORD_RETYPE': True}
class Dev(Common):
    DJOSER = {**Common.DJOSER, 'HIDE_USERS': False}
class Production(Common):
    SIMPLE_JWT = {**Common.SIMPLE_JWT, 'ROTATE_REFRESH_TOKENS': values.BooleanValue(True)}`,
  })
  expect(plan).toMatchObject({
    timeZone: 'Asia/Tokyo',
    apis: { djoser: { settings: { SET_PASSWORD_RETYPE: true } } },
    variables: { JWT_ACCESS_SECONDS: '420', ROTATE_REFRESH_TOKENS: 'true' },
  })
})
