import { describe, expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

/* Where a project has djoser's and simplejwt's views, and which of them it has. */

const VIEWS = `
from django.urls import include, path, re_path
from djoser.views import TokenCreateView, TokenDestroyView
from rest_framework_simplejwt import views as jwt_views
from rest_framework_simplejwt.views import (
    TokenBlacklistView, TokenObtainPairView, TokenObtainSlidingView, TokenRefreshView, TokenVerifyView,
)
from rest_framework.authtoken.views import obtain_auth_token
`

const mounted = (patterns: string, more: Record<string, string> = {}) => {
  const found = readProject({
    'settings.py': `DJOSER = {}\nREST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}`,
    'urls.py': `${VIEWS}\nurlpatterns = [${patterns}]`,
    ...more,
  })
  return { found, djoser: found.plan.apis?.djoser }
}

const USERS = "path('api/', include('djoser.urls')),"
const NO_END = { 'jwt/blacklist': [], 'jwt/logout': [] }

describe('views', () => {
  it('of simplejwt have the paths of their own that a project gives them', () => {
    const { djoser, found } = mounted(`${USERS}
      path('api/token/', TokenObtainPairView.as_view(), name='token_obtain_pair'),
      path('api/token/refresh/', jwt_views.TokenRefreshView.as_view()),
      re_path(r'^api/token/verify/?$', TokenVerifyView.as_view()),
      path('api/sign-out/', TokenBlacklistView.as_view()),`)
    expect(djoser).toEqual({
      at: ['/api'],
      tokens: false,
      jwt: false,
      views: {
        'jwt/create': ['/api/token'],
        'jwt/refresh': ['/api/token/refresh'],
        'jwt/verify': ['/api/token/verify'],
        'jwt/blacklist': ['/api/sign-out'],
      },
      trench: false,
    })
    expect(rowOf(found, 'jwt/create')).toEqual(['taken: views: there'])
    expect(found.rows.filter(({ state }) => state === 'essential')).toEqual([])
  })

  it('below a base path that is not that of the users are there alone', () =>
    expect(
      mounted(
        `${USERS} path('session/', include('djoser.urls.jwt')), path('api/', include('djoser.urls.authtoken'))`,
      ).djoser,
    ).toEqual({
      at: ['/api'],
      jwt: false,
      views: {
        'jwt/create': ['/session/jwt/create'],
        'jwt/refresh': ['/session/jwt/refresh'],
        'jwt/verify': ['/session/jwt/verify'],
      },
      trench: false,
    }))

  it('that a project does not mount are nowhere', () =>
    expect(mounted(`${USERS} path('api/', include('djoser.urls.jwt')),`).djoser).toEqual({
      at: ['/api'],
      tokens: false,
      views: NO_END,
      trench: false,
    }))

  it('of simplejwt’s blacklist have two names', () =>
    expect(
      mounted(`${USERS} path('api/', include('djoser.urls.jwt')),
        path('api/jwt/blacklist/', TokenBlacklistView.as_view()), path('api/jwt/logout/', TokenBlacklistView.as_view()),`)
        .djoser,
    ).toEqual({ at: ['/api'], tokens: false, trench: false }))

  it('may be at more than one path', () =>
    expect(
      mounted(
        `${USERS} path('api/', include('djoser.urls.jwt')), path('login/', TokenObtainPairView.as_view()),`,
      ).djoser,
    ).toMatchObject({ views: { ...NO_END, 'jwt/create': ['/api/jwt/create', '/login'] } }))

  it('of djoser may be left out one by one', () => {
    const { djoser, found } = mounted(`${USERS}
      path('api/auth/token/login/', TokenCreateView.as_view()),
      path('api/key/', obtain_auth_token),
      path('', include('djoser.social.urls')),`)
    expect(djoser).toEqual({
      at: ['/api'],
      tokens: false,
      jwt: false,
      views: { 'token/login': ['/api/auth/token/login'] },
      trench: false,
    })
    expect(found.plan.apis?.users).toEqual({ at: [], tokenAt: ['/api/key'] })
    expect(rowOf(found, 'djoser.social.urls')).toEqual(['not served: there is no sign-in by other services'])
  })

  it('of django-trench are there with its URLs', () =>
    expect(
      mounted(`${USERS} path('api/', include('trench.urls')), path('api/', include('trench.urls.jwt')),`)
        .djoser,
    ).toEqual({ at: ['/api'], tokens: false, jwt: false }))

  it('for sliding tokens are refused', () =>
    expect(
      rowOf(
        mounted(`${USERS} path('api/token/', TokenObtainSlidingView.as_view()),`).found,
        'TokenObtainSlidingView',
      ),
    ).toEqual([
      'essential: sliding tokens are not served: sign in for a pair, and renew it with its refresh token',
    ]))
})

it('reads the serializer of a project’s own sign-in', () => {
  const { djoser, found } = mounted(`${USERS} path('api/jwt/create/', people.api.SignIn.as_view()),`, {
    'people/__init__.py': '',
    'people/api.py': `
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer
from rest_framework_simplejwt.views import TokenObtainPairView
class ByAddress(TokenObtainPairSerializer):
    username_field = 'email'
    @classmethod
    def get_token(cls, user):
        return super().get_token(user)
class Base(TokenObtainPairView):
    pass
class SignIn(Base):
    serializer_class = ByAddress
`,
  })
  expect(djoser).toMatchObject({ jwtLoginField: 'email' })
  expect(rowOf(found, 'SignIn.serializer_class')).toEqual([
    'not served: code is not read (get_token): answers and JWTs have simplejwt’s fields only',
  ])
})

describe('DEFAULT_PERMISSION_CLASSES', () => {
  it.each([
    ['', true],
    ["'rest_framework.permissions.AllowAny'", true],
    ["'rest_framework.permissions.IsAuthenticatedOrReadOnly'", true],
    ["'rest_framework.permissions.IsAuthenticated'", undefined],
    ["'rest_framework.permissions.AllowAny', 'rest_framework.permissions.IsAdminUser'", undefined],
    ["'shop.permissions.Own'", undefined],
  ])('of [%s] says whether the list of a base path is open', (classes, openRoot) => {
    const { plan } = readProject({
      'settings.py': `DJOSER = {}\nREST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': (${classes}${classes && ','})}`,
      'urls.py': "urlpatterns = [path('auth/', include('djoser.urls'))]",
    })
    expect((plan.apis?.djoser || undefined)?.openRoot).toBe(openRoot)
  })

  it('left out opens it, as DRF does', () =>
    expect(readProject({ 'settings.py': 'DJOSER = {}' }).plan.apis?.djoser).toMatchObject({ openRoot: true }))
})
