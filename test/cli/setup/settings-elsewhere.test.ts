import { expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

/* Settings that come from elsewhere, and sentences about them. */

const URLS =
  "urlpatterns = [path('auth/', include('djoser.urls')), path('auth/', include('djoser.urls.jwt'))]"

it('takes settings that are written as an attribute of another module', () => {
  const found = readProject({
    'core/settings.py': `
from .config import djoser, tokens
INSTALLED_APPS = ['djoser']
DJOSER = djoser.DJOSER
SIMPLE_JWT = tokens.SIMPLE_JWT
`,
    'core/config/djoser.py': "DJOSER = {'SET_PASSWORD_RETYPE': True}",
    'core/config/tokens.py': "SIMPLE_JWT = {'AUTH_HEADER_TYPES': ('JWT',)}",
    'urls.py': URLS,
  })
  expect(found.plan.apis?.djoser).toMatchObject({
    settings: { SET_PASSWORD_RETYPE: true, AUTH_HEADER_TYPES: ['JWT'] },
  })
  expect(found.rows.filter(({ state }) => state === 'essential')).toEqual([])
})

it('says that settings which only code makes were not read', () => {
  const found = readProject({
    'settings.py': "INSTALLED_APPS = ['djoser']\nDJOSER = made_of('djoser.toml')\nSIMPLE_JWT = {}",
    'urls.py': URLS,
  })
  expect(rowOf(found, 'DJOSER')).toEqual([
    'essential: it is made when the project runs: the defaults were taken',
  ])
  expect(rowOf(found, 'SIMPLE_JWT')).toEqual([])
})

it('tells of user_create once: where passwords are repeated it has no effect', () => {
  const found = readProject({
    'settings.py':
      "DJOSER = {'USER_CREATE_PASSWORD_RETYPE': True, 'SERIALIZERS': {'user_create': 'api.Made'}}",
    'api.py': 'class Made(UserCreateSerializer):\n    pass\n',
    'urls.py': URLS,
  })
  expect(rowOf(found, "SERIALIZERS['user_create']")).toEqual([
    'no effect: USER_CREATE_PASSWORD_RETYPE has a serializer of its own',
  ])
})

it('says of single views of tokens what it writes', () => {
  const found = readProject({
    'settings.py': 'DJOSER = {}',
    'urls.py': `
from djoser.views import TokenCreateView
urlpatterns = [path('api/', include('djoser.urls')), path('api/enter/', TokenCreateView.as_view())]
`,
  })
  expect(rowOf(found, 'djoser.urls.authtoken')).toEqual(['taken: tokens: false, and views'])
  expect(found.plan.apis?.djoser).toMatchObject({
    tokens: false,
    views: { 'token/login': ['/api/enter'] },
  })
})

it('takes what a model calls its fields, and an address whose length its serializer does not name', () => {
  const { plan } = readProject({
    'settings.py': `
AUTH_USER_MODEL = 'people.Person'
DJOSER = {'SERIALIZERS': {'user_create': 'people.serializers.Made'}}
`,
    'people/models.py': `
class Person(AbstractBaseUser):
    username = models.CharField(max_length=150, unique=True, verbose_name='Login')
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    USERNAME_FIELD = 'username'
`,
    'people/serializers.py': `
class Made(UserCreateSerializer):
    email = serializers.EmailField()
    class Meta:
        fields = ('id', 'username', 'email', 'first_name', 'password')
`,
    'urls.py': URLS,
  })
  expect(plan.fields.username).toMatchObject({ label: 'Login' })
  expect(plan.fields.email).toMatchObject({ maxLength: 320, label: 'email' })
  expect(plan.fields.first_name).not.toHaveProperty('label')
})
