import { expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

const SETTINGS = `
DJOSER = {}
REST_FRAMEWORK = {'DEFAULT_AUTHENTICATION_CLASSES': ['users.authentication.CookieAuthentication']}
`
const URLS = `
from users.views import CookieObtainView
urlpatterns = [path('auth/', include('djoser.urls')), path('auth/jwt/create/', CookieObtainView.as_view())]
`
const VIEWS = `
from djoser.social.views import ProviderAuthView
from rest_framework.views import APIView
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView, TokenVerifyView

class KeepsTokens(TokenObtainPairView):
    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        response.set_cookie("access", response.data.get("access"), httponly=True)
        return response

class CookieObtainView(KeepsTokens):
    serializer_class = None

class CookieProviderView(ProviderAuthView):
    def post(self, request):
        response = super().post(request)
        response.set_cookie(settings.NAME, response.data["access"])
        return response

class CookieRefreshView(TokenRefreshView):
    def post(self, request):
        request.data["refresh"] = request.COOKIES.get("refresh")
        response = super().post(request)
        response.set_cookie("a", "b")
        return response

class CookieVerifyView(TokenVerifyView):
    def post(self, request):
        request.data["token"] = request.COOKIES.get("access")
        return super().post(request)

class SignInView(APIView):
    def post(self, request):
        response = Response()
        response.set_cookie(key="jwt", value=str(RefreshToken.for_user(request.user)))
        return response

@api_view(["POST"])
def log_in(request):
    response = Response()
    response.set_cookie("refresh", str(RefreshToken.for_user(request.user)))
    return response

class ThemeView(APIView):
    def post(self, request):
        response = Response(request.COOKIES.get("theme"))
        response.set_cookie("theme", "dark")
        return response

class ProtectionView(APIView):
    def get(self, request):
        response = Response()
        response.set_cookie("csrftoken", get_csrf_token(request))
        return response
`
const AUTHENTICATION = `
from rest_framework_simplejwt.authentication import JWTAuthentication

class CookieAuthentication(JWTAuthentication):
    def authenticate(self, request):
        return self.get_validated_token(request.COOKIES.get("access"))
`
const MIDDLEWARE = `
class CookieToHeader:
    def __call__(self, request):
        request.META["HTTP_AUTHORIZATION"] = "Bearer " + request.COOKIES["access"]
        return self.get_response(request)

def cookie_to_header(get_response):
    def middleware(request):
        request.META["HTTP_AUTHORIZATION"] = "Bearer " + request.COOKIES["access"]
        return get_response(request)
    return middleware

def language(request):
    return request.COOKIES.get("language")

class Language:
    def __call__(self, request):
        request.language = request.COOKIES.get("language")
        return self.get_response(request)
`
const SETS =
  'Gatehouse does not set these cookies: djoser’s API has the tokens in its answers alone. The front end keeps them and sends Authorization: Bearer; where no script of a page may read them, the Express API has cookies of its own (docs/apis/express.md)'
const READS =
  'Gatehouse does not read these cookies at djoser’s API: the front end sends Authorization: Bearer, and a refresh token in the body'

it('says of JWTs in cookies which classes set and read them, and what else there is', () => {
  const { rows } = readProject({
    'shop/settings.py': SETTINGS,
    'shop/urls.py': URLS,
    'users/views.py': VIEWS,
    'users/authentication.py': AUTHENTICATION,
    'users/middleware.py': MIDDLEWARE,
  })
  const row = (was: string, became: string) => ({
    state: 'essential',
    setting: 'JWTs in cookies',
    was,
    became,
  })
  expect(rows.filter(({ setting }) => setting === 'JWTs in cookies')).toEqual([
    row('CookieAuthentication in users/authentication.py', READS),
    row('CookieToHeader, cookie_to_header in users/middleware.py', READS),
    row('KeepsTokens, CookieProviderView, CookieRefreshView, SignInView, log_in in users/views.py', SETS),
    row('CookieVerifyView in users/views.py', READS),
  ])
})

it('says nothing of it where there are none', () => {
  const found = readProject({
    'settings.py': 'DJOSER = {}',
    'urls.py': "urlpatterns = [path('auth/', include('djoser.urls'))]",
    'views.py': VIEWS.slice(VIEWS.indexOf('class ThemeView')),
  })
  expect(rowOf(found, 'JWTs in cookies')).toEqual([])
})
