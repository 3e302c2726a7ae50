<?php
// Installs the site, as the form of its first visit would, and writes two articles.

define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => 'localhost', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET'];

// It would tell the administrator that the site is there.
function wp_mail() { return true; }

require ABSPATH . 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('The Valley Gazette', 'admin', 'camille@gazette.example', true, '', 'gazette-2026');
update_option('blogdescription', 'What happens between the two bridges');

// Administrators may write any HTML.
wp_set_current_user(1);
kses_remove_filters();

wp_insert_post([
    'import_id' => 10,
    'post_title' => 'The bridge is open again',
    'post_name' => 'bridge',
    'post_status' => 'publish',
    'post_content' => <<<'HTML'
<!-- wp:paragraph -->
<p>After two years of works, one crosses the river “on foot” again. The mayor cried 🫠, the band played.</p>
<!-- /wp:paragraph -->

<!-- wp:html -->
<iframe width="560" height="315" src="https://www.youtube.com/embed/aqz-KE-bpKQ" title="The opening, filmed" allowfullscreen></iframe>
<!-- /wp:html -->

<!-- wp:paragraph -->
<p>The toll of 1790 is not coming back &amp; nobody asked for it.</p>
<!-- /wp:paragraph -->
HTML,
]);

wp_insert_post([
    'import_id' => 11,
    'post_type' => 'page',
    'post_title' => 'Who writes here',
    'post_name' => 'about',
    'post_status' => 'publish',
    'post_content' => "<!-- wp:paragraph -->\n<p>Four neighbours and a cat.</p>\n<!-- /wp:paragraph -->",
]);
