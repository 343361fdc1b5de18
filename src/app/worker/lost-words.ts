/** What stands in the place of the page, in one language. */
interface LostWords {
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  readonly what: string;
  readonly todo: string;
}

/** By language; the worker cannot wait for the page's catalogues, and has its own few words. */
export const lostWords: Readonly<Record<'en' | 'fr' | 'ar', LostWords>> = {
  en: {
    dir: 'ltr',
    title: 'Lectern is not on this device any more',
    what: 'The browser has removed what it kept of the application, and the internet cannot be reached now.',
    todo: 'Connect to the internet and load this page again. Your classes and notebooks are kept elsewhere.',
  },
  fr: {
    dir: 'ltr',
    title: 'Lectern n’est plus sur cet appareil',
    what: 'Le navigateur a supprimé ce qu’il gardait de l’application, et Internet n’est pas accessible pour le moment.',
    todo: 'Connectez-vous à Internet et rechargez cette page. Vos classes et vos notebooks sont conservés ailleurs.',
  },
  ar: {
    dir: 'rtl',
    title: 'لم يعد Lectern على هذا الجهاز',
    what: 'حذف المتصفح ما كان يحفظه من التطبيق، ولا يمكن الوصول إلى الإنترنت الآن.',
    todo: 'اتصل بالإنترنت ثم أعد تحميل هذه الصفحة. صفوفك ودفاترك محفوظة في مكان آخر.',
  },
};
