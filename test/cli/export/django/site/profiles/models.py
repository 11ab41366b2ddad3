from django.conf import settings
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    # An ImageField needs Pillow, and stores the same.
    image = models.FileField(default="default.jpg", upload_to="profile_pics", null=True, blank=True)
    bio = models.TextField(default="", blank=True)
    phone = models.CharField(max_length=32, default="", blank=True)
