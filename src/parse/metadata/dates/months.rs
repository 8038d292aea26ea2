//! Names of the months in some thirty languages, as they stand in dates: nominative, genitive and abbreviated forms.
//!
//! Not for: grammar. A form that means two months in two languages is listed where more text uses it.

use std::sync::LazyLock;

use crate::hashed::HashedMap;

/// All forms, in lower case, month by month from January.
const FORMS: [&str; 12] = [
    "january jan januar januari jän jänner janvier janv enero ene janeiro gennaio gen gener styczeń stycznia \
     sty leden ledna január januára ianuarie ian siječanj siječnja sij januarja sausis sausio janvāris janvārī \
     jaanuar tammikuu tammikuuta janúar январь января янв січень січня січ януари яну јануар јануара јануари \
     ιανουάριος ιανουαρίου ιαν ocak oca يناير جانفي ژانویه جنوری ינואר בינואר जनवरी জানুয়ারি มกราคม студзень \
     студзеня",
    "february feb februar februari feber fev février févr fév febrero fevereiro febbraio febr febrer luty \
     lutego lut únor února február februára februarie veljača veljače velj februarja vasaris vasario februāris \
     februārī veebruar helmikuu helmikuuta febrúar февраль февраля фев лютий лютого лют февруари фебруар \
     фебруара φεβρουάριος φεβρουαρίου φεβ şubat şub فبراير فيفري فوریه فروری פברואר בפברואר फ़रवरी फरवरी \
     ফেব্রুয়ারি กุมภาพันธ์ люты лютага",
    "march mar märz maerz mrz mär mars marzo março marzec marca březen března marec márca március márc \
     márciusa martie ožujak ožujka ožu maart mrt marts kovas kovo martā märts maaliskuu maaliskuuta maret март \
     марта мар березень березня бер μάρτιος μαρτίου μαρ mart مارس مارچ מרץ במרץ मार्च মার্চ มีนาคม сакавік \
     сакавіка març",
    "april apr avril avr abril abr aprile aprilie kwiecień kwietnia kwi duben dubna apríl apríla április ápr \
     travanj travnja tra aprila balandis balandžio aprīlis aprīlī aprill huhtikuu huhtikuuta апрель апреля апр \
     квітень квітня кві април априла απρίλιος απριλίου απρ nisan nis أبريل ابريل إبريل أفريل نيسان آوریل اپریل \
     אפריל באפריל अप्रैल এপ্রিল เมษายน красавік красавіка",
    "may mai maj maja mayo maio maggio mag maig mei május máj mája květen května svibanj svibnja svi gegužė \
     gegužės maijs maijā toukokuu toukokuuta maí май мая травень травня тра мај маја μάιος μαΐου μαϊ mayıs \
     مايو ماي أيار مه مئی מאי במאי मई মে พฤษภาคม",
    "june jun juni juin junio junho giugno giu juny czerwiec czerwca cze červen června jún júna június júniusa \
     iunie iun lipanj lipnja lip junija birželis birželio jūnijs jūnijā juuni kesäkuu kesäkuuta júní июнь июня \
     июн червень червня чер юни јун јуна јуни ιούνιος ιουνίου ιουν haziran haz يونيو جوان حزيران ژوئن جون יוני \
     ביוני जून জুন มิถุนายน чэрвень чэрвеня",
    "july jul juli juillet juil julio julho luglio lug juliol lipiec lipca července červenec júl júla július \
     iulie iul srpanj srpnja srp julija liepa liepos jūlijs jūlijā juuli heinäkuu heinäkuuta júlí июль июля \
     июл липень липня лип юли јул јула јули ιούλιος ιουλίου ιουλ temmuz tem يوليو جويلية تموز ژوئیه جولائی \
     יולי ביולי जुलाई জুলাই กรกฎาคม ліпень ліпеня",
    "august aug août aout agosto ago agost ags agustus sierpień sierpnia sie srpen srpna augusta augusztus \
     augustus kolovoz kolovoza kol avgust avgusta rugpjūtis rugpjūčio augusts augustā elokuu elokuuta ágúst \
     авг август августа серпень серпня сер αύγουστος αυγούστου αυγ ağustos ağu أغسطس اوت أوت آب اگست אוגוסט \
     באוגוסט अगस्त আগস্ট สิงหาคม жнівень жніўня",
    "september sep sept septembre septiembre setiembre setembro set settembre setembre wrzesień września wrz \
     září septembra szeptember szept septembrie rujan rujna ruj rugsėjis rugsėjo septembris septembrī syyskuu \
     syyskuuta сентябрь сентября сен сент вересень вересня вер септември септембар септембра σεπτέμβριος \
     σεπτεμβρίου σεπ eylül eyl سبتمبر أيلول سپتامبر ستمبر ספטמבר בספטמבר सितंबर सितम्बर সেপ্টেম্বর กันยายน \
     верасень верасня",
    "october oct oktober okt octobre octubre outubro out ottobre ott październik października paź říjen října \
     októbra október októbere octombrie oktobra spalis spalio oktobris oktobrī oktoober lokakuu lokakuuta \
     октябрь октября окт жовтень жовтня жов октомври октобар октобра οκτώβριος οκτωβρίου οκτ ekim eki أكتوبر \
     اكتوبر اکتبر اکتوبر אוקטובר באוקטובר अक्टूबर अक्तूबर অক্টোবর ตุลาคม кастрычнік кастрычніка",
    "november nov novembre noviembre novembro novembris novembrī noiembrie listopad listopada listopadu lis \
     novembra lapkritis lapkričio marraskuu marraskuuta nóvember ноябрь ноября ноя листопад листопада лис \
     ноември новембар новембра νοέμβριος νοεμβρίου νοε kasım kas نوفمبر نوامبر نومبر נובמבר בנובמבר नवंबर \
     नवम्बर নভেম্বর พฤศจิกายน лістапад лістапада nopember",
    "december dec dezember dez décembre déc diciembre dic dezembro dicembre desembre des desember grudzień \
     grudnia gru prosinec prosince decembra decembrie prosinac prosinca pro gruodis gruodžio decembris \
     decembrī detsember joulukuu joulukuuta декабрь декабря дек грудень грудня гру декември децембар децембра \
     δεκέμβριος δεκεμβρίου δεκ aralık ara ديسمبر دجنبر دسامبر دسمبر דצמבר בדצמבר दिसंबर दिसम्बर ডিসেম্বর \
     ธันวาคม снежань снежня",
];

static MONTHS: LazyLock<HashedMap<&'static str, u8>> = LazyLock::new(|| {
    let mut months = HashedMap::default();
    for (number, forms) in (1..).zip(FORMS) {
        for form in forms.split_ascii_whitespace() {
            months.entry(form).or_insert(number);
        }
    }
    months
});

/// The month that `word` (in any case) names, from 1.
pub(super) fn month(word: &str) -> Option<u8> {
    // The longest form has 26 bytes; anything longer is not looked up.
    if word.len() > 40 {
        return None;
    }
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return MONTHS.get(word).copied();
    }
    MONTHS.get(word.to_lowercase().as_str()).copied()
}

/// Names of two words, as they are used from Iraq to Lebanon.
pub(super) fn levantine(first: &str, second: &str) -> Option<u8> {
    match (first, second) {
        ("كانون", "الثاني") => Some(1),
        ("تشرين", "الأول" | "الاول") => Some(10),
        ("تشرين", "الثاني") => Some(11),
        ("كانون", "الأول" | "الاول") => Some(12),
        _ => None,
    }
}
