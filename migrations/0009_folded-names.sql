-- Names are compared after full case folding (decision 3), so the keys of letters that lower case leaves as they are move:
-- ß, the final sigma, the letters with a small iota and that iota alone, and the old Cyrillic forms. An account whose new
-- key belongs to another account keeps the old one, under which a sign-in looks first. All letters are moved in one
-- statement: nobody would be found by a key that is moved by half.
WITH folded (id, key) AS (
  SELECT id,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(username_key
    , 'ß', 'ss'), 'ς', 'σ'), 'ᲀ', 'в'), 'ᲁ', 'д'), 'ᲂ', 'о'), 'ᲃ', 'с'), 'ᲄ', 'т'), 'ᲅ', 'т'), 'ᲆ', 'ъ')
    , 'ᲇ', 'ѣ'), 'ᲈ', 'ꙋ'), 'ᾀ', 'ἀι'), 'ᾁ', 'ἁι'), 'ᾂ', 'ἂι'), 'ᾃ', 'ἃι'), 'ᾄ', 'ἄι'), 'ᾅ', 'ἅι')
    , 'ᾆ', 'ἆι'), 'ᾇ', 'ἇι'), 'ᾐ', 'ἠι'), 'ᾑ', 'ἡι'), 'ᾒ', 'ἢι'), 'ᾓ', 'ἣι'), 'ᾔ', 'ἤι'), 'ᾕ', 'ἥι')
    , 'ᾖ', 'ἦι'), 'ᾗ', 'ἧι'), 'ᾠ', 'ὠι'), 'ᾡ', 'ὡι'), 'ᾢ', 'ὢι'), 'ᾣ', 'ὣι'), 'ᾤ', 'ὤι'), 'ᾥ', 'ὥι')
    , 'ᾦ', 'ὦι'), 'ᾧ', 'ὧι'), 'ᾲ', 'ὰι'), 'ᾳ', 'αι'), 'ᾴ', 'άι'), 'ᾷ', 'ᾶι'), 'ῂ', 'ὴι'), 'ῃ', 'ηι')
    , 'ῄ', 'ήι'), 'ῇ', 'ῆι'), 'ῲ', 'ὼι'), 'ῳ', 'ωι'), 'ῴ', 'ώι'), 'ῷ', 'ῶι'), char(837), 'ι')
  FROM accounts WHERE username_key GLOB '*[^ -~]*'
)
UPDATE OR IGNORE accounts SET username_key = folded.key
FROM folded WHERE folded.id = accounts.id AND folded.key <> accounts.username_key;
