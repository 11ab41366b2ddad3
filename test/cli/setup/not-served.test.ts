import { expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

it('requires the email that people sign in with, which Django lets be blank', () => {
  const { plan } = readProject({
    'settings.py':
      "DJOSER = {'LOGIN_FIELD': 'email', 'SERIALIZERS': {'user': 'api.User', 'current_user': 'api.User', 'user_create': 'api.User'}}",
    'api.py': `
class User(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'email', 'password')
`,
  })
  expect(plan.fields).toEqual({ email: { type: 'email', required: true } })
  expect(plan).toMatchObject({ loginField: 'email', ids: 'integer' })
})

it('lists what is essential and not served', () => {
  const { rows } = readProject({
    'settings.py': `
AUTH_USER_MODEL = 'people.Gone'
REST_FRAMEWORK = {'DEFAULT_RENDERER_CLASSES': ['djangorestframework_camel_case.render.CamelCaseJSONRenderer']}
SIMPLE_JWT = {'AUTH_HEADER_TYPES': ('Key',), 'AUTH_TOKEN_CLASSES': ('rest_framework_simplejwt.tokens.SlidingToken',)}
DJOSER = {'LOGIN_FIELD': 'phone', 'ACTIVATION_URL': 'activate/{uid}', 'USER_ID_FIELD': 'slug'}
`,
    'urls.py': `
from rest_framework_simplejwt.views import TokenObtainPairView
urlpatterns = [path('login/', TokenObtainPairView.as_view())]
`,
  })
  expect(rows.filter(({ state }) => state === 'essential').map(({ setting }) => setting)).toEqual([
    'AUTH_USER_MODEL',
    'LOGIN_FIELD, USERNAME_FIELD',
    'USER_ID_FIELD',
    'ACTIVATION_URL',
    'AUTH_HEADER_TYPES',
    'AUTH_TOKEN_CLASSES',
    'urls.py',
    'DEFAULT_RENDERER_CLASSES',
  ])
})

it('refuses settings that tell who has an account, and what is not here', () => {
  const found = readProject({
    'settings.py': `
DJOSER = {
    'PASSWORD_RESET_SHOW_EMAIL_NOT_FOUND': True,
    'USERNAME_RESET_SHOW_EMAIL_NOT_FOUND': False,
    'CREATE_SESSION_ON_LOGIN': True,
    'PERMISSIONS': {'user_create': ['rest_framework.permissions.IsAdminUser'], 'user_list': ['rest_framework.permissions.AllowAny'], 'user': ['djoser.permissions.CurrentUserOrAdminOrReadOnly']},
    'TOKEN_MODEL': None,
}
`,
    'urls.py':
      "urlpatterns = [path('auth/', include('djoser.urls')), path('auth/', include('djoser.urls.authtoken'))]",
  })
  expect(found.plan.apis?.djoser).toEqual({
    at: ['/auth'],
    tokens: false,
    jwt: false,
    trench: false,
    openRoot: true,
    settings: { USER_CREATE: 'staff' },
  })
  expect(found.plan.fields).toEqual({})
  expect(rowOf(found, 'PASSWORD_RESET_SHOW_EMAIL_NOT_FOUND')).toEqual([
    'not served: refused: it tells everybody who has an account',
  ])
  expect(rowOf(found, 'USERNAME_RESET_SHOW_EMAIL_NOT_FOUND')).toEqual([
    'no effect: refused: it tells everybody who has an account',
  ])
  for (const name of ['user_list', 'user'])
    expect(rowOf(found, `PERMISSIONS['${name}']`)).toEqual([
      'not served: always CurrentUserOrAdmin: accounts are their owners’',
    ])
})

it('refuses a folder without settings of djoser', () => {
  expect(() => readProject({ 'settings.py': 'DEBUG = False' })).toThrow(
    /^No settings with DJOSER, or with djoser among the apps, in /,
  )
})

it('finds a project with djoser’s defaults by its apps', () => {
  const found = readProject({
    'config/urls.py': "urlpatterns = [path('auth/', include('djoser.urls'))]",
    'config/settings.py':
      "APPS = ['djoser']\nINSTALLED_APPS = ['rest_framework'] + APPS\nROOT_URLCONF = 'config.urls'",
  })
  expect(found.plan.apis?.djoser).toMatchObject({ at: ['/auth'], tokens: false, jwt: false })
})

it('knows accounts by their key where djoser finds them by an address', () => {
  const found = readProject({
    'settings.py': "DJOSER = {'LOGIN_FIELD': 'email', 'USER_ID_FIELD': 'email'}",
  })
  expect(found.plan.ids).toBe('integer')
  expect(rowOf(found, 'USER_ID_FIELD')).toEqual(['essential: accounts are found by a UUID or a whole number'])
  expect(rowOf(found, 'id')).toEqual(["taken: ids: 'integer'"])
})

it('says of a class for pages of the project itself that it is not read', () => {
  const found = readProject({
    'settings.py': `DJOSER = {}
REST_FRAMEWORK = {'DEFAULT_PAGINATION_CLASS': 'shop.paging.StandardPages', 'PAGE_SIZE': 20}`,
    'shop/paging.py': 'class StandardPages(PageNumberPagination):\n    page_size = 50\n',
    'urls.py': "urlpatterns = [path('auth/', include('djoser.urls'))]",
  })
  const { djoser } = found.plan.apis ?? {}
  expect(djoser === false ? undefined : djoser?.pages).toBeUndefined()
  expect(rowOf(found, 'DEFAULT_PAGINATION_CLASS')).toEqual([
    "not served: a class of the project is not read: users/ answers an array. If its pages have numbers or offsets, write pages: { by: 'page', size: 20 } or { by: 'offset', size: 20 } into apis.djoser",
  ])
})

it.each([
  ['PageNumberPagination', 20, { by: 'page', size: 20 }, "taken: apis.djoser.pages: by 'page', 20 a page"],
  ['LimitOffsetPagination', 5, { by: 'offset', size: 5 }, "taken: apis.djoser.pages: by 'offset', 5 a page"],
  ['PageNumberPagination', 'None', undefined, 'always: without a PAGE_SIZE there are no pages'],
  [
    'CursorPagination',
    20,
    undefined,
    'not served: pages have numbers or offsets, of up to 1,000: users/ answers an array',
  ],
])('takes %s with a size of %s', (name, size, pages, row) => {
  const found = readProject({
    'settings.py': `DJOSER = {}
REST_FRAMEWORK = {'DEFAULT_PAGINATION_CLASS': 'rest_framework.pagination.${name}', 'PAGE_SIZE': ${size}}`,
    'urls.py': "urlpatterns = [path('auth/', include('djoser.urls'))]",
  })
  const { djoser } = found.plan.apis ?? {}
  expect(djoser === false ? undefined : djoser?.pages).toEqual(pages)
  expect(rowOf(found, 'DEFAULT_PAGINATION_CLASS')).toEqual([row])
})
