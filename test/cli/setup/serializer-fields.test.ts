import { expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

const project = (serializers: string, model = '') =>
  readProject({
    'settings.py': `
DJOSER = {'SERIALIZERS': {'user_create': 'people.serializers.Create', 'user': 'people.serializers.User', 'current_user': 'people.serializers.User'}}
AUTH_USER_MODEL = 'people.Person'
`,
    'urls.py': "urlpatterns = [path('auth/', include('djoser.urls'))]",
    'people/models.py': model || 'class Person(AbstractUser):\n    city = models.CharField(max_length=80)\n',
    'people/serializers.py': serializers,
  })

const CREATE = `
class Create(UserCreateSerializer):
    class Meta:
        fields = ('id', 'username', 'email', 'password')
`

it.each([
  ["exclude = ('password', 'last_login', 'is_superuser', 'is_staff', 'is_active', 'city')", false],
  ["fields = '__all__'", true],
])('has what a serializer declares, with %s', (meta, isWhole) => {
  const found = project(`${CREATE}
class User(ModelSerializer):
    joined = serializers.DateTimeField(source='date_joined', read_only=True, format='%Y-%m-%d')
    initials = serializers.SerializerMethodField()
    helper = Helper()

    class Meta:
        ${meta}
`)
  const { fields } = found.plan
  expect(fields.joined).toEqual({
    type: 'attribute',
    attribute: 'date_joined',
    format: '%Y-%m-%d',
  })
  expect(Object.hasOwn(fields, 'city')).toBe(isWhole)
  expect(Object.keys(fields)).not.toContain('helper')
  expect(rowOf(found, 'initials')).toEqual(['not served: it is computed by code, which is not read'])
})

it('has what it declares only if `fields` names it', () => {
  const { fields } = project(`${CREATE}
class User(ModelSerializer):
    joined = serializers.DateTimeField(source='date_joined', read_only=True)

    class Meta:
        fields = ('id', 'username', 'email')
`).plan
  expect(fields.joined).toBeUndefined()
})

it('takes the sentence of a UniqueValidator for an address that Django does not keep unique', () => {
  const serializers = (options: string) => `
class Create(UserCreateSerializer):
    email = serializers.EmailField(validators=[UniqueValidator(${options})])

    class Meta:
        fields = ('id', 'username', 'email', 'password')

class User(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'email')
`
  for (const [options, taken] of [
    ['queryset=Person.objects.all()', 'This field must be unique.'],
    ["queryset=Person.objects.all(), message='Somebody has it.'", 'Somebody has it.'],
  ] as const)
    expect(project(serializers(options)).plan.fields.email?.taken).toBe(taken)
  expect(
    project(serializers('queryset=Person.objects.all(), message=MESSAGE')).plan.fields.email,
  ).not.toHaveProperty('taken')
})

it('says which fields have sentences of their own, which are not taken', () => {
  const found = project(`
class Create(UserCreateSerializer):
    city = serializers.CharField(error_messages={'required': 'Tell us where.'})

    class Meta:
        fields = ('id', 'username', 'email', 'password', 'city')
        extra_kwargs = {'email': {'error_messages': {'invalid': 'No.'}}, 'username': {'min_length': 2}}

class User(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'email')
`)
  expect(found.rows.filter(({ setting }) => setting.includes('error_messages'))).toEqual([
    {
      state: 'not served',
      setting: "SERIALIZERS['user_create'] error_messages",
      was: 'email, city',
      became: 'what is wrong with a field is said in the sentences of Django REST Framework',
    },
  ])
})

it.each([
  ['', []],
  [', validators=[UnicodeUsernameValidator()]', []],
  [', blank=False', ['always: letters and digits of any script, and @ . + - _']],
])('says of a username of the model’s own, with “%s”, what it may be made of here', (options, rows) => {
  const own = `class Person(AbstractBaseUser):\n    email = models.EmailField()\n    username = models.CharField(max_length=150, unique=True${options})\n`
  const found = project(
    `${CREATE}
class User(ModelSerializer):
    class Meta:
        fields = ('id', 'username', 'email')
`,
    options === '' ? 'class Person(AbstractUser):\n    pass\n' : own,
  )
  expect(rowOf(found, 'username').filter((row) => /letters|code/.test(row))).toEqual(rows)
})
