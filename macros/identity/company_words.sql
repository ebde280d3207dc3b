{#
  The words of a company name, comparable: small letters without marks, no punctuation, single blanks, `&` as and.
  Letters are replaced by a table, not by the engine's own idea of small letters, which differs by engine and locale.
  Dots and apostrophes (chr(39): engines quote a quote differently) vanish (S.A. is sa); Japanese, Chinese and Korean
  legal forms, which are written without a blank, become words of their own. Plain ASCII takes the short way.
#}
{% macro company_words(name) %}
    {% set plain = {
        'a': 'ÀÁÂÃÄÅàáâãäåĀāĂăĄąḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ',
        'b': 'ḂḃḄḅḆḇ',
        'c': 'ÇçĆćĈĉĊċČčḈḉ',
        'd': 'ĎďḊḋḌḍḎḏḐḑḒḓđĐðÐ',
        'e': 'ÈÉÊËèéêëĒēĔĕĖėĘęĚěḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệ',
        'f': 'Ḟḟ',
        'g': 'ĜĝĞğĠġĢģḠḡ',
        'h': 'ĤĥḢḣḤḥḦḧḨḩḪḫẖħĦ',
        'i': 'ÌÍÎÏìíîïĨĩĪīĬĭĮįİḬḭḮḯỈỉỊịı',
        'j': 'Ĵĵ',
        'k': 'ĶķḰḱḲḳḴḵ',
        'l': 'ĹĺĻļĽľḶḷḸḹḺḻḼḽłŁ',
        'm': 'ḾḿṀṁṂṃ',
        'n': 'ÑñŃńŅņŇňṄṅṆṇṈṉṊṋ',
        'o': 'ÒÓÔÕÖòóôõöŌōŎŏŐőṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợøØ',
        'p': 'ṔṕṖṗ',
        'r': 'ŔŕŖŗŘřṘṙṚṛṜṝṞṟ',
        's': 'ŚśŜŝŞşŠšṠṡṢṣṤṥṦṧṨṩȘș',
        't': 'ŢţŤťṪṫṬṭṮṯṰṱẗȚțŧŦ',
        'u': 'ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰự',
        'v': 'ṼṽṾṿ',
        'w': 'ŴŵẀẁẂẃẄẅẆẇẈẉẘ',
        'x': 'ẊẋẌẍ',
        'y': 'ÝýÿŶŷŸẎẏẙỲỳỴỵỶỷỸỹ',
        'z': 'ŹźŻżŽžẐẑẒẓẔẕ'
    } %}
    {% set capitals = {
        'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ': 'абвгдеежзийклмнопрстуфхцчшщъыьэюяіїєґ',
        'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏάέήίόύώς': 'αβγδεζηθικλμνξοπρστυφχψωαεηιουωαεηιουωσ',
        'ё': 'е'
    } %}
    {% set blanks = ',;:!?()[]{}"/|_-+*#@<>=~%^$' ~ '\u2013\u2014\u00b7\u3000\u30fb\uff08\uff09\u201c\u201d\u201e\u00ab\u00bb\u00a0\u0009\u000a' %}
    {% set nothing = ".`" ~ '\u2019\u2018\u00b4\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c\u0327\u0328\u00ae\u2122' %}
    {% set ns = namespace(find='', put='') %}
    {% for letter, written in plain.items() %}
        {% set ns.find = ns.find ~ written %}{% set ns.put = ns.put ~ letter * (written | length) %}
    {% endfor %}
    {% for written, letters in capitals.items() %}
        {% set ns.find = ns.find ~ written %}{% set ns.put = ns.put ~ letters %}
    {% endfor %}
    {% set ns.find = ns.find ~ blanks %}{% set ns.put = ns.put ~ ' ' * (blanks | length) %}
    {% set text = {'sql': name} %}
    {% for written, word in [
        ('&', ' and '), ('ß', 'ss'), ('æ', 'ae'), ('Æ', 'ae'), ('œ', 'oe'), ('Œ', 'oe'), ('þ', 'th'), ('Þ', 'th'),
        ('株式会社', ' 株 '), ('㈱', ' 株 '), ('有限会社', ' 有 '), ('㈲', ' 有 '), ('合同会社', ' gk '),
        ('股份有限公司', ' gufen '), ('有限责任公司', ' youxian '), ('有限公司', ' youxian '), ('주식회사', ' 주 ')
    ] %}
        {% do text.update({'sql': "replace(" ~ text.sql ~ ", '" ~ written ~ "', '" ~ word ~ "')"}) %}
    {% endfor %}
    {% do text.update({'sql': "replace(" ~ text.sql ~ ", chr(39), '')"}) %}
    {% set plain_blanks = blanks[:27] %}
    {% set quick = "replace(replace(" ~ name ~ ", '&', ' and '), chr(39), '')" %}
    {% set quick = "lower(translate(" ~ quick ~ ", '" ~ plain_blanks ~ ".`', '" ~ ' ' * (plain_blanks | length) ~ "'))" %}
    {% do text.update({'sql': "case when " ~ matches_pattern(name, '[ -~]*') ~ " then " ~ quick
        ~ " else lower(translate(" ~ text.sql ~ ", '" ~ ns.find ~ nothing ~ "', '" ~ ns.put ~ "')) end"}) %}
    {% for turn in range(3) %}{% do text.update({'sql': "replace(" ~ text.sql ~ ", '  ', ' ')"}) %}{% endfor %}
    {{- return("trim(" ~ text.sql ~ ")") -}}
{% endmacro %}
