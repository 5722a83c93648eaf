"""What keeps an installed site running, beside the content and its pages."""
