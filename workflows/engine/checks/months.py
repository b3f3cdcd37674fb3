"""The names of the months, as dates have them: from January on, and with “|” where another form stands alone."""

NAMES = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "fi": "tammikuuta|tammikuu helmikuuta|helmikuu maaliskuuta|maaliskuu huhtikuuta|huhtikuu "
    "toukokuuta|toukokuu kesäkuuta|kesäkuu heinäkuuta|heinäkuu elokuuta|elokuu "
    "syyskuuta|syyskuu lokakuuta|lokakuu marraskuuta|marraskuu joulukuuta|joulukuu",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "hr": "siječnja|siječanj veljače|veljača ožujka|ožujak travnja|travanj svibnja|svibanj lipnja|lipanj "
    "srpnja|srpanj kolovoza|kolovoz rujna|rujan listopada|listopad studenoga|studeni prosinca|prosinac",
    "cs": "ledna|leden února|únor března|březen dubna|duben května|květen června|červen "
    "července|červenec srpna|srpen září října|říjen listopadu|listopad prosince|prosinec",
    "sk": "januára|január februára|február marca|marec apríla|apríl mája|máj júna|jún "
    "júla|júl augusta|august septembra|september októbra|október novembra|november decembra|december",
    "sl": "januar februar marec april maj junij julij avgust september oktober november december",
    "pl": "stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień "
    "maja|maj czerwca|czerwiec lipca|lipiec sierpnia|sierpień "
    "września|wrzesień października|październik listopada|listopad grudnia|grudzień",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "lt": "sausio|sausis vasario|vasaris kovo|kovas balandžio|balandis gegužės|gegužė birželio|birželis "
    "liepos|liepa rugpjūčio|rugpjūtis rugsėjo|rugsėjis spalio|spalis lapkričio|lapkritis gruodžio|gruodis",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs "
    "jūlijs augusts septembris oktobris novembris decembris",
    "el": "Ιανουαρίου|Ιανουάριος Φεβρουαρίου|Φεβρουάριος Μαρτίου|Μάρτιος Απριλίου|Απρίλιος "
    "Μαΐου|Μάιος Ιουνίου|Ιούνιος Ιουλίου|Ιούλιος Αυγούστου|Αύγουστος "
    "Σεπτεμβρίου|Σεπτέμβριος Οκτωβρίου|Οκτώβριος Νοεμβρίου|Νοέμβριος Δεκεμβρίου|Δεκέμβριος",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "ru": "января|январь февраля|февраль марта|март апреля|апрель мая|май июня|июнь "
    "июля|июль августа|август сентября|сентябрь октября|октябрь ноября|ноябрь декабря|декабрь",
    "uk": "січня|січень лютого|лютий березня|березень квітня|квітень травня|травень червня|червень "
    "липня|липень серпня|серпень вересня|вересень жовтня|жовтень листопада|листопад грудня|грудень",
    "sr": "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
}  # fmt: skip
"""Of those languages whose dates have words for them."""

SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep|Sept Oct Nov Dec",
    "de": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep|Sept Okt Nov Dez",
}
"""Where they are written with a capital, so that no other word looks like them."""
